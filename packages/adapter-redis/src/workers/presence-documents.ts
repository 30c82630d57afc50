import type { ProcessPresence, WorkerPresence } from "@penstock/core";
import type { Damage } from "../damage.ts";
import { parseDocument } from "../parsed-document.ts";

/** `{ id, slots, id, slots, ... }` */
export function parseWorkers(reply: unknown): readonly WorkerPresence[] {
  const flat = reply as readonly string[];
  return flat
    .flatMap((id, index) => (index % 2 === 0 ? [{ id, slots: Number(flat[index + 1]) }] : []))
    .sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** `{ id, presence as JSON, ... }` */
export function parseProcesses(reply: unknown, damage: Damage): readonly ProcessPresence[] {
  const flat = reply as readonly string[];
  const documents = flat.filter((_, index) => index % 2 === 1);
  const found = damage.each(
    documents,
    (json) => parseDocument(json, "id", "role", "leftAlone") as ProcessPresence,
    (_, index) => `process ${flat[index * 2]}`,
  );
  return [...found].sort((one, other) => (one.id < other.id ? -1 : 1));
}
