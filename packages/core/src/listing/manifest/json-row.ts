import type { NamedObject, Problem } from "./manifest-page.ts";
import type { FoundRow } from "./manifest-rows.ts";
import { columnOf, type KeySpelling, ObjectDraft, unknownColumn } from "./named-object.ts";

/** A line of JSON, which never reaches beyond its line feed. */
export function findJsonLine(text: string, at: number): FoundRow<string> {
  const feed = text.indexOf("\n", at);
  const end = feed < 0 ? text.length : feed;
  const line = text.slice(at, end);
  const isBlank = text.charCodeAt(at) !== OPENING_BRACE && line.trim() === "";
  return { value: isBlank ? undefined : line, end, lineFeeds: 0 };
}

const OPENING_BRACE = 0x7b;

/** What a line of JSON says of an object, or why it says nothing. */
export function objectOfJson(line: string, spelling: KeySpelling): NamedObject | Problem {
  const value = parsedJson(line);
  if (!isRecord(value)) {
    return {
      problem:
        'is no JSON object: write one a line, as {"key": "a/b.bin"}, and no array around them',
    };
  }
  const draft = new ObjectDraft(spelling);
  for (const name of Object.keys(value)) {
    const problem = setProperty(draft, name, value[name]);
    if (problem !== undefined) {
      return { problem };
    }
  }
  return draft.object();
}

/** `null` is as good as left out. */
function setProperty(draft: ObjectDraft, name: string, value: unknown): string | undefined {
  const column = columnOf(name);
  if (column === undefined) {
    return unknownColumn(name);
  }
  if (value === null) {
    return undefined;
  }
  const isExpected = typeof value === "string" || (column === "size" && typeof value === "number");
  return isExpected
    ? draft.set(column, String(value))
    : `has a ${column} that is no ${column === "size" ? "number" : "text"}`;
}

/** Undefined for what is not JSON. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
