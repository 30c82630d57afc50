import type { LiveProcess, ProcessPresence, WorkerPresence } from "@penstock/core";
import type { Damage } from "../damage.ts";
import { parseDocument } from "../parsed-document.ts";

/** `{ id, slots, when it said so, ... }` */
export function parseWorkers(reply: unknown): readonly WorkerPresence[] {
  return wordsOf(reply)
    .map(({ id, said }) => ({ id, slots: Number(said) }))
    .sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** `{ id, presence as JSON, when it said so, ... }` */
export function parseProcesses(reply: unknown, damage: Damage): readonly LiveProcess[] {
  const found = damage.each(
    wordsOf(reply),
    ({ said, seenAtMs }) => {
      const presence = parseDocument(said, "id", "role", "leftAlone") as ProcessPresence;
      return { ...presence, seenAtMs };
    },
    ({ id }) => `process ${id}`,
  );
  return [...found].sort((one, other) => (one.id < other.id ? -1 : 1));
}

type Word = { readonly id: string; readonly said: string; readonly seenAtMs: number };

function wordsOf(reply: unknown): readonly Word[] {
  const flat = reply as readonly string[];
  const words: Word[] = [];
  for (let at = 0; at < flat.length; at += 3) {
    const [id = "", said = "", seen] = flat.slice(at, at + 3);
    words.push({ id, said, seenAtMs: Number(seen) });
  }
  return words;
}
