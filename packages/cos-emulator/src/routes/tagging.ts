import { readSmallBody } from "../body.ts";
import type { Call } from "../call.ts";
import { respondEmpty, respondXml } from "../response.ts";
import { parseTagging, type Tags, taggingXml } from "../tag-set.ts";
import { findObject } from "./find-object.ts";

// Ten tags of 384 characters, escaped.
const MAX_TAGGING_BYTES = 64 * 1024;

/** GET Object tagging (COS document 436/42998). */
export async function getTagging(call: Call): Promise<void> {
  respondXml(call.response, taggingXml(findObject(call).record.attributes.tags));
}

/** PUT Object tagging (COS document 436/42997): all tags are replaced. */
export async function putTagging(call: Call): Promise<void> {
  findObject(call);
  const tags = parseTagging(await readSmallBody(call, MAX_TAGGING_BYTES));
  replaceTags(call, tags);
  respondEmpty(call.response, 200);
}

/** DELETE Object tagging (COS document 436/42999). */
export async function deleteTagging(call: Call): Promise<void> {
  replaceTags(call, {});
  respondEmpty(call.response, 204);
}

function replaceTags(call: Call, tags: Tags): void {
  const { record, folder } = findObject(call);
  const attributes = { ...record.attributes, tags: { ...tags } };
  // The bytes stay where they are, so there is nothing to discard.
  call.store.objects.replace({ record: { ...record, attributes }, folder });
}
