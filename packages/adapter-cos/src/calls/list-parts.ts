import type { ListedPart, UploadRef } from "@penstock/core";
import type { CosConnection } from "../cos-connection.ts";
import { invalid } from "../cos-response.ts";
import { readPartsPage } from "../cos-xml.ts";

export async function listParts(
  connection: CosConnection,
  upload: UploadRef,
  signal: AbortSignal,
): Promise<readonly ListedPart[]> {
  const parts: ListedPart[] = [];
  let marker = "0";
  for (;;) {
    const { text } = await connection.send(
      {
        method: "GET",
        key: upload.key,
        query: {
          uploadId: upload.uploadId,
          "max-parts": "1000",
          "part-number-marker": marker,
          // Keys may hold characters that XML cannot; ours are never read back from it.
          "encoding-type": "url",
        },
      },
      signal,
    );
    const page = readPartsPage(text);
    if (page === undefined) {
      throw invalid(`list parts of ${upload.key}`, "a response that is no list of parts");
    }
    parts.push(...page.parts);
    if (page.nextMarker === undefined) {
      return parts;
    }
    if (page.parts.length === 0 || !leadsOn(page.nextMarker, marker)) {
      throw invalid(`list parts of ${upload.key}`, "pages that lead nowhere");
    }
    marker = page.nextMarker;
  }
}

/** Upwards and to a part number: such a list has an end. */
function leadsOn(next: string, marker: string): boolean {
  return /^\d{1,5}$/.test(next) && Number(next) > Number(marker) && Number(next) <= 10_000;
}
