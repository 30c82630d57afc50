import type { IncomingMessage, ServerResponse } from "node:http";
import type { Target } from "../access/addressing.ts";
import type { FaultPlan } from "../faults/fault-plan.ts";
import type { Journal } from "../journal/journal.ts";
import { summarise } from "../journal/summary.ts";
import type { DiskStore } from "../store/disk-store.ts";

/** No bucket can have this name: it does not end in an APPID. */
const CONTROL = "_penstock";

/** Some ten thousand rules. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

export type Controlled = {
  readonly faults: FaultPlan;
  readonly journal: Journal;
  readonly store: DiskStore;
};

/** True for `/_penstock/…` below the bare address. In the host of a bucket this is a key. */
export function isForControl({ isPathStyle, bucket }: Target): boolean {
  return isPathStyle && bucket === CONTROL;
}

type Reply = { readonly status: number; readonly body?: unknown };
type Asked = { readonly query: ReadonlyMap<string, string>; readonly body: string };
type Operation = (controlled: Controlled, asked: Asked) => Reply;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  "GET faults": ({ faults }) => ({ status: 200, body: faults.list() }),
  "PUT faults": ({ faults }, { body }) => {
    const rules = parseJson(body);
    if (!Array.isArray(rules)) {
      throw new RangeError("Send a JSON array of fault rules; POST adds a single one.");
    }
    faults.replace(rules);
    return { status: 200, body: faults.list() };
  },
  "POST faults": ({ faults }, { body }) => {
    return { status: 201, body: { id: faults.add(parseJson(body)) } };
  },
  "DELETE faults": ({ faults }) => {
    faults.clear();
    return { status: 204 };
  },
  "GET journal": ({ journal }, { query }) => {
    const after = query.get("after") ?? "0";
    if (!/^\d{1,15}$/.test(after)) {
      throw new RangeError("after is the seq of a journal entry, a whole number.");
    }
    return { status: 200, body: journal.entries(Number(after)) };
  },
  "GET summary": ({ journal, store, faults }) => {
    return { status: 200, body: summarise(journal, store, faults) };
  },
};

/**
 * Answers a request of the control API, which is neither faulted nor in the journal, and unsigned:
 * it is for tests on this machine.
 */
export async function respondToControl(
  request: IncomingMessage,
  response: ServerResponse,
  { target, controlled }: { readonly target: Target; readonly controlled: Controlled },
): Promise<void> {
  const body = await readBody(request, response);
  const { status, body: sent } =
    body === undefined
      ? { status: 413, body: { error: `Send at most ${MAX_BODY_BYTES} bytes.` } }
      : reply(`${request.method} ${target.key}`, controlled, {
          query: new Map(target.query),
          body,
        });
  response.writeHead(status, sent === undefined ? {} : { "Content-Type": "application/json" });
  response.end(sent === undefined ? undefined : JSON.stringify(sent));
}

/** Undefined for one that is too long. */
async function readBody(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<string | undefined> {
  if (request.headers.expect !== undefined) {
    response.writeContinue();
  }
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request) {
    sizeBytes += chunk.length;
    if (sizeBytes <= MAX_BODY_BYTES) {
      chunks.push(chunk);
    }
  }
  return sizeBytes > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks).toString("utf8");
}

function reply(name: string, controlled: Controlled, asked: Asked): Reply {
  const operation = OPERATIONS[name];
  if (operation === undefined) {
    const known = Object.keys(OPERATIONS).join(", ");
    return { status: 404, body: { error: `There is no ${name}, only ${known}.` } };
  }
  try {
    return operation(controlled, asked);
  } catch (error) {
    if (error instanceof RangeError) {
      return { status: 400, body: { error: error.message } };
    }
    throw error;
  }
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new RangeError("The body is not JSON.", { cause: error });
  }
}
