import { basename } from "node:path";
import { answerEmpty } from "../answer.ts";
import { readAttributes } from "../attributes.ts";
import { readBodyPromise, receiveBody } from "../body.ts";
import type { Call } from "../call.ts";
import { crc32ToBase64, integrityHeaders } from "../integrity-headers.ts";

/** PUT Object (COS document 436/7749): an object of one piece. */
export async function putObject(call: Call): Promise<void> {
  const { bucket, key, store, response } = call;
  const promise = readBodyPromise(call);
  const { name, folder } = store.newFolder();
  try {
    const { path, ...facts } = await receiveBody(call, folder, promise);
    const record = {
      bucket,
      key,
      attributes: readAttributes(call),
      ...facts,
      storedMs: Date.now(),
      folder: name,
      pieces: [{ file: basename(path), sizeBytes: facts.sizeBytes }],
    };
    const earlier = store.objects.replace({ record, folder });
    await earlier?.discard();
    if (facts.crc32 !== undefined) {
      response.setHeader("x-amz-checksum-crc32", crc32ToBase64(facts.crc32));
      response.setHeader("x-amz-checksum-type", "FULL_OBJECT");
    }
    answerEmpty(response, 200, integrityHeaders(facts));
  } catch (error) {
    await folder.discard();
    throw error;
  }
}
