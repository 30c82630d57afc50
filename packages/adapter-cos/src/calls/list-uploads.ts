import type { OpenUpload } from "@penstock/core";
import { PageMarkers } from "@penstock/transport";
import type { CosConnection } from "../cos-connection.ts";
import { invalid } from "../cos-response.ts";
import { readUploadsPage } from "../cos-xml.ts";

/** Page by page, each asked for when the one before it was walked. */
export async function* listUploads(
  connection: CosConnection,
  prefix: string,
  signal: AbortSignal,
): AsyncGenerator<OpenUpload, void> {
  const what = `list uploads under "${prefix}"`;
  const seen = new PageMarkers();
  let markers: Readonly<Record<string, string>> = {};
  for (;;) {
    const { text } = await connection.send(
      {
        method: "GET",
        key: "",
        query: {
          uploads: "",
          ...(prefix === "" ? {} : { prefix }),
          "max-uploads": "1000",
          // Keys may hold characters that XML cannot.
          "encoding-type": "url",
          ...markers,
        },
      },
      signal,
    );
    const page = readUploadsPage(text);
    if (page === undefined) {
      throw invalid(what, "a response that is no list of uploads");
    }
    yield* page.uploads;
    if (page.next === undefined) {
      return;
    }
    const { key, uploadId } = page.next;
    if (!seen.leadOn(key, uploadId)) {
      throw invalid(what, "pages that lead nowhere");
    }
    markers = { "key-marker": key, "upload-id-marker": uploadId };
  }
}
