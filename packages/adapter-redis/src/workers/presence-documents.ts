import type { LiveProcess, ProcessPresence, WorkerPresence } from "@penstock/core";
import type { Damage } from "../damage.ts";
import { parseDocument } from "../parsed-document.ts";

/** `{ id, slots, when it said so, 0, ... }` */
export function parseWorkers(reply: unknown): readonly WorkerPresence[] {
  return wordsOf(reply)
    .map(({ id, said }) => ({ id, slots: Number(said) }))
    .sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** `{ id, presence as JSON, when it said so, 1 if it is asked to drain, ... }` */
export function parseProcesses(reply: unknown, damage: Damage): readonly LiveProcess[] {
  const found = damage.each(
    wordsOf(reply),
    ({ said, seenAtMs, isAskedToDrain }) => {
      const presence = parseDocument(said, "id", "role", "leftAlone") as ProcessPresence;
      return { ...presence, seenAtMs, isAskedToDrain };
    },
    ({ id }) => `process ${id}`,
  );
  return [...found].sort((one, other) => (one.id < other.id ? -1 : 1));
}

type Word = {
  readonly id: string;
  readonly said: string;
  readonly seenAtMs: number;
  readonly isAskedToDrain: boolean;
};

function wordsOf(reply: unknown): readonly Word[] {
  const flat = reply as readonly string[];
  const words: Word[] = [];
  for (let at = 0; at < flat.length; at += 4) {
    const [id = "", said = "", seen, asked] = flat.slice(at, at + 4);
    words.push({ id, said, seenAtMs: Number(seen), isAskedToDrain: asked === "1" });
  }
  return words;
}
