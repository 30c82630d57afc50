import { PenstockError } from "@penstock/core/walks";
import { Walk } from "./walk-folder.ts";
import { PagePacking, type WalkQuestion, type WalkResponse } from "./walk-page.ts";

/** Each holds the names of the folders that it is in. */
const MAX_OPEN_WALKS = 4;

const openWalks = new Map<string, Walk>();

/** A page that continues the one before it continues its walk as well, so that a folder is read once and not once a page. */
export function respondTo(question: WalkQuestion): WalkResponse {
  try {
    const walk = walkOf(question);
    const page = pageOf(walk, question.count);
    const { lastKey: after } = page;
    if (after !== undefined && page.length === question.count && after !== question.query.to) {
      keep({ ...question, query: { ...question.query, after } }, walk);
    }
    return page.end();
  } catch (error) {
    if (!(error instanceof PenstockError)) {
      throw error;
    }
    // Its class would be lost on the way.
    return { failed: { code: error.code, message: error.message, cause: error.cause } };
  }
}

function pageOf(walk: Walk, count: number): PagePacking {
  const page = new PagePacking(count);
  while (page.length < count) {
    const found = walk.next();
    if (found === undefined) {
      break;
    }
    page.add(found);
  }
  return page;
}

function walkOf(question: WalkQuestion): Walk {
  const place = placeOf(question);
  const open = openWalks.get(place);
  openWalks.delete(place);
  return open ?? new Walk(question, question.query);
}

function keep(question: WalkQuestion, walk: Walk): void {
  openWalks.set(placeOf(question), walk);
  const [oldest] = openWalks.keys();
  if (oldest !== undefined && openWalks.size > MAX_OPEN_WALKS) {
    openWalks.delete(oldest);
  }
}

function placeOf({ root, query: { prefix, after, to } }: WalkQuestion): string {
  return JSON.stringify([root, prefix, after, to]);
}
