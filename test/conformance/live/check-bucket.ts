import type { RawResponse, RawStore } from "../raw/raw-store.ts";

/**
 * One request that needs everything: a server, a bucket and keys that may list it.
 *
 * @throws Error that says in one line what is missing
 */
export async function checkBucket(store: RawStore, keyPrefix: string): Promise<void> {
  const { endpoint, bucket } = store.target;
  let response: RawResponse;
  try {
    response = await store.send({ method: "GET", query: { uploads: "", prefix: keyPrefix } });
  } catch (error) {
    throw new Error(`${endpoint} cannot be reached (${reasonOf(error)}): is the address right?`, {
      cause: error,
    });
  }
  const { status, code } = response;
  if (status === 404) {
    throw new Error(`there is no bucket ${bucket} at ${endpoint} (404 ${code}): make it first`);
  }
  if (status === 401 || status === 403) {
    throw new Error(
      `${endpoint} refuses the keys of PENSTOCK_ACCESS_KEY_ID (${status} ${code}) for bucket ${bucket}`,
    );
  }
  if (status !== 200) {
    throw new Error(
      `${endpoint} does not list the uploads of bucket ${bucket} (${status} ${code}): is it the right provider?`,
    );
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  // Which call it was is said by the sentence around it.
  const { cause = error } = error;
  const code: unknown = cause instanceof Error ? Reflect.get(cause, "code") : undefined;
  return typeof code === "string" ? code : error.message;
}
