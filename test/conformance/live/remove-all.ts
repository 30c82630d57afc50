import type { RawAnswer, RawStore } from "../raw/raw-store.ts";
import { element, elements } from "../raw/raw-upload.ts";

const AT_ONCE = 20;

/**
 * Ends every upload and removes every object whose key begins with the prefix.
 *
 * @throws Error that says how many are left
 */
export async function removeAll(store: RawStore, keyPrefix: string): Promise<void> {
  await removeEach(
    async () => await listed(store, { uploads: "", prefix: keyPrefix }, "Upload"),
    async ({ key, uploadId }) => await store.send({ method: "DELETE", key, query: { uploadId } }),
  );
  await removeEach(
    async () => await listed(store, { prefix: keyPrefix }, "Contents"),
    async ({ key }) => await store.send({ method: "DELETE", key }),
  );
}

type Listed = { readonly key: string; readonly uploadId: string };

/** The first page: what it lists is gone when the next one is asked for. */
async function listed(
  store: RawStore,
  query: Readonly<Record<string, string>>,
  name: string,
): Promise<readonly Listed[]> {
  const answer = await store.send({ method: "GET", query });
  if (answer.status !== 200) {
    throw new Error(`the list of what is left was answered with ${answer.status} ${answer.code}`);
  }
  return elements(answer.text, name).map((entry) => ({
    key: unescaped(element(entry, "Key") ?? ""),
    uploadId: element(entry, "UploadId") ?? "",
  }));
}

/** Page after page until one is empty; a page that stays the same will not go. */
async function removeEach(
  list: () => Promise<readonly Listed[]>,
  remove: (item: Listed) => Promise<RawAnswer>,
): Promise<void> {
  let before = "";
  for (;;) {
    const page = await list();
    if (page.length === 0) {
      return;
    }
    const now = JSON.stringify(page);
    if (now === before) {
      throw new Error(`${page.length} could not be removed, the first is ${page[0]?.key}`);
    }
    before = now;
    for (let from = 0; from < page.length; from += AT_ONCE) {
      await Promise.all(page.slice(from, from + AT_ONCE).map(remove));
    }
  }
}

function unescaped(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&amp;", "&");
}
