import type { ObjectCopy, StoredPut } from "@penstock/core";
import type { CosConnection } from "../cos-connection.ts";
import { keptAs } from "../cos-response.ts";
import { readCopiedObject } from "../cos-xml.ts";
import { newObjectEncryption } from "../encryption-headers.ts";
import { newObjectHeaders, overwriteHeader } from "../object-headers.ts";
import { copiedOf, copyMs, sourceHeaders } from "./copy-part.ts";

/** PUT Object - Copy (COS document 436/10881), up to 5 GiB. */
export async function copyObject(
  connection: CosConnection,
  { object, source, keepsAttributes }: ObjectCopy,
  signal: AbortSignal,
): Promise<StoredPut> {
  const { options } = connection;
  const totalMs = copyMs(source.sourceVersion.sizeBytes);
  const directive = keepsAttributes ? "Copy" : "Replaced";
  const { status, headers, text } = await connection.send(
    {
      method: "PUT",
      key: object.key,
      headers: {
        ...sourceHeaders(source, options),
        ...(keepsAttributes
          ? {
              ...newObjectEncryption(options.encryption),
              ...overwriteHeader(object.forbidOverwrite),
            }
          : newObjectHeaders(object, options)),
        "x-cos-metadata-directive": directive,
        "x-cos-tagging-directive": directive,
      },
    },
    signal,
    { idleMs: totalMs, totalMs },
  );
  const copied = readCopiedObject(text);
  const algorithm = object.checksum;
  const what = `copy of ${source.key} to ${object.key}`;
  return { ...copiedOf(what, { status, headers, copied, text, algorithm }), ...keptAs(headers) };
}
