import type { RawResponse, RawStore } from "../raw/raw-store.ts";
import { element, elements } from "../raw/raw-upload.ts";

const AT_ONCE = 20;
const MOST_SHOWN = 50;

/**
 * Ends every upload and removes every object whose key begins with the prefix. What fails holds up
 * nothing else.
 *
 * @throws Error that names what is left, and why
 */
export async function removeAll(store: RawStore, keyPrefix: string): Promise<void> {
  const left = [
    ...(await removeEach("uploads", {
      list: async () => await listed(store, { uploads: "", prefix: keyPrefix }, "Upload"),
      remove: async ({ key, uploadId }) =>
        await store.send({ method: "DELETE", key, query: { uploadId } }),
    })),
    ...(await removeEach("objects", {
      list: async () => await listed(store, { prefix: keyPrefix }, "Contents"),
      remove: async ({ key }) => await store.send({ method: "DELETE", key }),
    })),
  ];
  if (left.length > 0) {
    const shown = left.slice(0, MOST_SHOWN).join("\n  ");
    throw new Error(`left in the bucket, remove it by hand:\n  ${shown}`);
  }
}

type Listed = { readonly key: string; readonly uploadId: string };

/** The first page: what it lists is gone when the next one is asked for. */
async function listed(
  store: RawStore,
  query: Readonly<Record<string, string>>,
  name: string,
): Promise<readonly Listed[]> {
  const response = await store.send({ method: "GET", query });
  if (response.status !== 200) {
    throw new Error(
      `the list of what is left was answered with ${response.status} ${response.code}`,
    );
  }
  return elements(response.text, name).map((entry) => ({
    key: unescaped(element(entry, "Key") ?? ""),
    uploadId: element(entry, "UploadId") ?? "",
  }));
}

/**
 * Page after page until one is empty; a page that stays the same will not go.
 *
 * @returns a line for each one that is left
 */
async function removeEach(
  kind: string,
  {
    list,
    remove,
  }: { list(): Promise<readonly Listed[]>; remove(item: Listed): Promise<RawResponse> },
): Promise<readonly string[]> {
  let before = "";
  let reasons: readonly string[] = [];
  for (;;) {
    let page: readonly Listed[];
    try {
      page = await list();
    } catch (error) {
      return [`all ${kind} below the prefix: ${messageOf(error)}`];
    }
    if (page.length === 0) {
      return [];
    }
    const now = JSON.stringify(page);
    if (now === before) {
      return page.map(({ key, uploadId }, index) => {
        return `${key} ${uploadId}`.trim() + (reasons[index] ?? "");
      });
    }
    before = now;
    const tries: string[] = [];
    for (let from = 0; from < page.length; from += AT_ONCE) {
      tries.push(...(await Promise.all(page.slice(from, from + AT_ONCE).map(reasonOf(remove)))));
    }
    reasons = tries;
  }
}

/** Why one could not be removed; empty where the store took it. */
function reasonOf(remove: (item: Listed) => Promise<RawResponse>) {
  return async (item: Listed): Promise<string> => {
    try {
      const { status, code } = await remove(item);
      return status < 300 ? "" : `: ${status} ${code}`;
    } catch (error) {
      return `: ${messageOf(error)}`;
    }
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function unescaped(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&amp;", "&");
}
