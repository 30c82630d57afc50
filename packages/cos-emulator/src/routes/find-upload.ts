import type { Call } from "../call.ts";
import type { OpenUpload } from "../store/upload-store.ts";

/** @throws Refusal `NoSuchUpload` */
export function findUpload({ store, bucket, key, query }: Call): OpenUpload {
  return store.uploads.find({ bucket, key, uploadId: query.get("uploadId") ?? "" });
}
