// The one place where text from Redis becomes records of configuration. It is written by this package
// only, so it is read back as what it is.
import type { ConfigRecord, ConfigRevision } from "@penstock/core";

/** Undefined where there is none. */
export function parseRecord(json: unknown): ConfigRecord | undefined {
  return typeof json === "string" && json !== "" ? (JSON.parse(json) as ConfigRecord) : undefined;
}

/** A kind's hash. */
export function parseRecords(fields: unknown): readonly ConfigRecord[] {
  const values = Object.values(fields as Readonly<Record<string, string>>);
  return values.map((json) => JSON.parse(json) as ConfigRecord);
}

/** `{ 1 when reserved, the record as JSON or '' }` */
export function parseReservation(reply: unknown): {
  readonly isReserved: boolean;
  readonly current: ConfigRecord | undefined;
} {
  const [isReserved, json] = reply as readonly [number, string];
  return { isReserved: isReserved === 1, current: parseRecord(json) };
}

/** Fields of the hash of revisions. */
export function parseRevisions(
  fields: Readonly<Record<string, string>>,
): readonly ConfigRevision[] {
  return Object.entries(fields).map(([path, revision]) => {
    const [kind = "", name = ""] = path.split("/");
    return { kind, name, revision: Number(revision) };
  });
}
