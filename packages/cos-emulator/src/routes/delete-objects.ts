import { readSmallBody } from "../body.ts";
import type { Call } from "../call.ts";
import { ErrorResponse } from "../error-response.ts";
import { respondXml } from "../response.ts";
import { element, malformed, parent, readElements, textOf } from "../xml.ts";

const MAX_KEYS = 1000;
// Keys of 850 bytes, in the worst case escaped to five times their size.
const MAX_LIST_BYTES = 5 * 1024 * 1024;

const DOCUMENT = /^\s*(?:<\?xml[^>]*\?>\s*)?<Delete(?:\s+xmlns="[^"]*")?>(.*)<\/Delete>\s*$/s;
const QUIET = /<Quiet>(true|false)<\/Quiet>/;

/** DELETE Multiple Objects (COS document 436/8289): also of objects that are not there. */
export async function deleteObjects(call: Call): Promise<void> {
  const { store, bucket, response } = call;
  const list = DOCUMENT.exec(await readSmallBody(call, MAX_LIST_BYTES))?.[1] ?? "";
  const isQuiet = QUIET.exec(list)?.[1] === "true";
  const keys = readElements(list.replace(QUIET, ""), "Object").map(readKey);
  if (keys.length === 0 || keys.length > MAX_KEYS) {
    throw malformed();
  }
  for (const key of keys) {
    await store.objects.remove({ bucket, key });
  }
  const deleted = keys.map((key) => parent("Deleted", [element("Key", key)]));
  respondXml(response, parent("DeleteResult", isQuiet ? [] : deleted));
}

function readKey(object: string): string {
  if (object.includes("<VersionId>")) {
    throw new ErrorResponse("NotImplemented", "The store keeps no versions.");
  }
  return textOf(object, "Key");
}
