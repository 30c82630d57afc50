// Rows as CSV (RFC 4180), for spreadsheets and databases.

import type { Row } from "@penstock/core";

/** One column each, in this order; further ones may come at the end. */
const COLUMNS: readonly (readonly [string, (row: Row) => string | number | undefined])[] = [
  ["key", ({ key }) => key],
  ["size", ({ sizeBytes }) => sizeBytes],
  ["outcome", ({ outcome }) => outcome],
  ["destination", ({ destinationKey }) => destinationKey],
  ["etag", ({ etag }) => etag],
  ["checksum_algorithm", ({ checksum }) => checksum?.algorithm],
  ["checksum", ({ checksum }) => checksum?.value],
  ["version_id", ({ versionId }) => versionId],
  ["source_version_id", ({ sourceVersionId }) => sourceVersionId],
  ["storage_class", ({ storageClass }) => storageClass],
  ["rule", ({ rule }) => rule],
  ["verified_by", ({ verifiedBy }) => verifiedBy],
  ["left_behind", ({ leftBehind }) => leftBehind?.join(" ")],
  ["attempts", ({ attempts }) => attempts],
  ["duration_ms", ({ durationMs }) => durationMs],
  ["code", ({ cause }) => cause?.code],
  ["message", ({ cause }) => cause?.message],
  ["verb", ({ verb = "copy" }) => verb],
  ["restored", ({ isRestored }) => (isRestored === true ? "yes" : undefined)],
];

export const CSV_HEADER = COLUMNS.map(([name]) => name).join(",");

/** Without the end of the line. */
export function formatCsvRow(row: Row): string {
  return COLUMNS.map(([, value]) => fieldOf(value(row))).join(",");
}

/** As it is, whatever it is: a key that a spreadsheet takes for a formula is still that key. */
function fieldOf(value: string | number | undefined): string {
  const text = String(value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
