import { manifestInvalid } from "./manifest-page.ts";
import { type Column, MANIFEST_COLUMNS } from "./named-object.ts";
import type { InventoryCheckpoint } from "./read-inventory.ts";
import type { ManifestCheckpoint } from "./read-manifest.ts";

/** No manifest is longer: a number of bytes that JavaScript holds has 16 digits. */
const OFFSET_DIGITS = 16;
/** More than any list has. */
const LINE_DIGITS = 12;
const FILE_DIGITS = 6;
const COLUMN_RADIX = 36;

const MANIFEST_POSITION = new RegExp(`^(\\d{${OFFSET_DIGITS}})(\\d{${LINE_DIGITS}})([0-9a-z]*)$`);
const INVENTORY_POSITION = new RegExp(`^(\\d{${FILE_DIGITS}})(\\d{${LINE_DIGITS}})$`);

/**
 * The place behind an entry as an entry's position, whose order is that of the file: so ranges of keys, their
 * gaps and batches are ranges, gaps and batches of a manifest. Columns are written as their numbers.
 */
export function manifestPosition({ byteOffset, line, columns = [] }: ManifestCheckpoint): string {
  const numbers = columns.map((column) => MANIFEST_COLUMNS.indexOf(column).toString(COLUMN_RADIX));
  return digits(byteOffset, OFFSET_DIGITS) + digits(line, LINE_DIGITS) + numbers.join("");
}

/** @throws PenstockError `manifest-invalid`, for what is no position */
export function manifestCheckpoint(position: string): ManifestCheckpoint {
  const [, byteOffset = "", line = "", numbers = ""] = MANIFEST_POSITION.exec(position) ?? [];
  const columns = [...numbers].flatMap((number): readonly Column[] => {
    const column = MANIFEST_COLUMNS[Number.parseInt(number, COLUMN_RADIX)];
    return column === undefined ? [] : [column];
  });
  if (line === "" || columns.length < numbers.length) {
    throw noPosition(position);
  }
  const place = { byteOffset: Number(byteOffset), line: Number(line) };
  return columns.length === 0 ? place : { ...place, columns };
}

/** The same for the files of an inventory. */
export function inventoryPosition({ file, line }: InventoryCheckpoint): string {
  return digits(file, FILE_DIGITS) + digits(line, LINE_DIGITS);
}

/** @throws PenstockError `manifest-invalid`, for what is no position */
export function inventoryCheckpoint(position: string): InventoryCheckpoint {
  const [, file = "", line = ""] = INVENTORY_POSITION.exec(position) ?? [];
  if (line === "") {
    throw noPosition(position);
  }
  return { file: Number(file), line: Number(line) };
}

function digits(value: number, width: number): string {
  return String(value).padStart(width, "0");
}

function noPosition(position: string): Error {
  return manifestInvalid(
    `"${position.slice(0, 60)}" is no position in a manifest: begin it from its start`,
  );
}
