import { PenstockError } from "../../failures/errors.ts";
import type { Hashing } from "../../ports/system.ts";
import { findCsvRow } from "./csv-row.ts";
import type { InventoryDocument, InventoryFile } from "./inventory-document.ts";
import { objectOfInventoryRow } from "./inventory-row.ts";
import { type BrokenLinePolicy, type ManifestPage, refuseUnlessSkipped } from "./manifest-page.ts";
import { ManifestRows, type Position } from "./manifest-rows.ts";
import { pagesOf } from "./page-reader.ts";
import { PAGE_LINES } from "./read-manifest.ts";

/** Where reading continues. A packed file has no place to begin at, so it is unpacked again up to the line. */
export type InventoryCheckpoint = {
  /** Of the document's files, from 0. */
  readonly file: number;
  /** Of the unpacked file, from 1. */
  readonly line: number;
};

export type InventorySource = {
  readonly document: InventoryDocument;
  /** The bytes of a file as they are stored. */
  readonly open: (file: InventoryFile) => AsyncIterable<Uint8Array>;
  readonly hashing: Hashing;
};

/** Where every inventory begins. */
const INVENTORY_START: InventoryCheckpoint = { file: 0, line: 1 };

/**
 * Reads the files of an S3 Inventory page by page, in the document's order; no page is of two files. The
 * MD5 of each is compared at its end: pages of a damaged file may come before that is seen.
 *
 * Rejects with `manifest-invalid` where a broken line is refused, with `checksum-mismatch` for a file that
 * is not the one that the document names, and with `source-response-invalid` for one that is no gzip.
 */
export async function* readInventory(
  source: InventorySource,
  onBrokenLine: BrokenLinePolicy,
  from: InventoryCheckpoint = INVENTORY_START,
  pageLines: number = PAGE_LINES,
): AsyncGenerator<ManifestPage<InventoryCheckpoint>> {
  const { document } = source;
  for (const [file, described] of document.files.entries()) {
    if (file < from.file) {
      continue;
    }
    const firstLine = file === from.file ? from.line : 1;
    const rows = new ManifestRows(findCsvRow, { byteOffset: 0, line: 1 });
    const pages = pagesOf(unpacked(source, described), rows, {
      judge: (values) => objectOfInventoryRow(document, values),
      checkpointAt: ({ line }: Position): InventoryCheckpoint => ({ file, line }),
      refuse: (broken) => refuseUnlessSkipped(broken, onBrokenLine),
      firstLine,
      pageLines,
      file: described.key,
    });
    yield* pages;
  }
}

/** What was packed. What the file's own reader rejects with is passed on as it is. */
async function* unpacked(source: InventorySource, file: InventoryFile): AsyncGenerator<Uint8Array> {
  const failures: unknown[] = [];
  const packed = streamOf(checked(source, file, (error) => failures.push(error)));
  try {
    yield* packed.pipeThrough(new DecompressionStream("gzip"));
  } catch (error) {
    throw failures.length > 0
      ? failures[0]
      : new PenstockError(
          "source-response-invalid",
          `${file.key} is no whole gzip file, as those of an S3 Inventory are`,
          { cause: error },
        );
  }
}

/** `ReadableStream.from` is no part of the types of browsers, by which the dashboard is checked. */
function streamOf(chunks: AsyncGenerator<Uint8Array<ArrayBuffer>>) {
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>) => {
    const { done, value } = await chunks.next();
    if (done === true) {
      controller.close();
    } else {
      controller.enqueue(value);
    }
  };
  const cancel = async () => {
    await chunks.return(undefined);
  };
  return new ReadableStream({ pull, cancel }, { highWaterMark: 0 });
}

async function* checked(
  { open, hashing }: InventorySource,
  file: InventoryFile,
  onFailure: (error: unknown) => void,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const hasher = hashing.hasher("md5");
  try {
    for await (const chunk of open(file)) {
      hasher.update(chunk);
      // A copy: it is unpacked later, and the chunk may be used again.
      yield new Uint8Array(chunk);
    }
    checkMd5(file, hasher.digest());
  } catch (error) {
    onFailure(error);
    throw error;
  }
}

function checkMd5(file: InventoryFile, md5: string): void {
  if (md5 !== file.md5) {
    throw new PenstockError(
      "checksum-mismatch",
      `${file.key} has the MD5 ${md5}, and the manifest.json of the inventory says ${file.md5}: it was damaged on its way, or replaced`,
    );
  }
}
