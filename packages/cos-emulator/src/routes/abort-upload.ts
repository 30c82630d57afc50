import type { Call } from "../call.ts";
import { respondEmpty } from "../response.ts";
import { findOpenUpload } from "./find-upload.ts";

/** Abort Multipart Upload (COS document 436/7740). Parts on their way end with 404 NoSuchUpload. */
export async function abortUpload(call: Call): Promise<void> {
  await call.store.abort(findOpenUpload(call));
  respondEmpty(call.response, 204);
}
