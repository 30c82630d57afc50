import { basename } from "node:path";
import { readAttributes } from "../attributes.ts";
import { receiveBody } from "../body.ts";
import type { Call } from "../call.ts";
import { readDeclaredBody } from "../declared-body.ts";
import { encryptionHeaders } from "../encryption.ts";
import { eTagKind } from "../etag.ts";
import { checksumHeader, integrityHeaders } from "../integrity-headers.ts";
import { overwriteGuard } from "../overwrite-guard.ts";
import { respondEmpty, setHeaders } from "../response.ts";

/** PUT Object (COS document 436/7749): an object of one piece. */
export async function putObject(call: Call): Promise<void> {
  const { bucket, key, store, response, dialect } = call;
  const promise = readDeclaredBody(call);
  const attributes = readAttributes(call);
  const guard = overwriteGuard(call);
  guard();
  const { encryption } = attributes;
  const wanted = { etag: eTagKind(call, promise, encryption) };
  const { name, folder } = store.newFolder();
  try {
    const { path, ...facts } = await receiveBody(call, folder, promise, wanted);
    guard();
    const record = {
      bucket,
      key,
      attributes,
      ...facts,
      checksum: facts.checksum && { ...facts.checksum, type: "FULL_OBJECT" as const },
      storedMs: Date.now(),
      folder: name,
      pieces: [{ file: basename(path), sizeBytes: facts.sizeBytes }],
    };
    const earlier = store.objects.replace({ record, folder });
    await earlier?.discard();
    if (dialect === "s3" && facts.checksum !== undefined) {
      response.setHeader("x-amz-checksum-type", "FULL_OBJECT");
    }
    setHeaders(response, encryptionHeaders(encryption, dialect));
    respondEmpty(response, 200, {
      ...integrityHeaders(facts),
      ...checksumHeader(facts.checksum, dialect),
    });
  } catch (error) {
    await folder.discard();
    throw error;
  }
}
