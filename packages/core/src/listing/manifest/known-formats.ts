import { manifestInvalid } from "./manifest-page.ts";

type Format = { readonly name: string; readonly start: readonly number[]; readonly cure: string };

const CSV_INSTEAD =
  "which Penstock does not read: have the inventory written as CSV, or convert the file to CSV or JSON Lines";
const AS_UTF8 = "save it as UTF-8";

const OTHERS: readonly Format[] = [
  { name: "Parquet", start: [0x50, 0x41, 0x52, 0x31], cure: CSV_INSTEAD },
  { name: "ORC", start: [0x4f, 0x52, 0x43], cure: CSV_INSTEAD },
  {
    name: "gzip",
    start: [0x1f, 0x8b],
    cure: "which only the files of an S3 Inventory may be: unpack it, or name the manifest.json of the inventory",
  },
  { name: "UTF-16", start: [0xff, 0xfe], cure: AS_UTF8 },
  { name: "UTF-16", start: [0xfe, 0xff], cure: AS_UTF8 },
];

const LONGEST_START = 4;

/**
 * The same bytes, whose first ones are compared with the formats that are no text.
 *
 * Rejects with `manifest-invalid` for Parquet, ORC, gzip and UTF-16, which it names.
 */
export async function* refuseOtherFormats(
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const start: number[] = [];
  for await (const chunk of bytes) {
    if (start.length < LONGEST_START) {
      start.push(...chunk.subarray(0, LONGEST_START - start.length));
      refuse(start);
    }
    yield chunk;
  }
}

function refuse(start: readonly number[]): void {
  const other = OTHERS.find((format) => format.start.every((byte, at) => start[at] === byte));
  if (other !== undefined) {
    throw manifestInvalid(`the manifest is ${other.name}, ${other.cure}`);
  }
}
