import type { Call } from "../call.ts";
import type { OpenUpload, UploadName } from "../store/upload-store.ts";

/** @throws Rejection `NoSuchUpload` */
export function findUpload(call: Call): OpenUpload {
  return call.store.uploads.find(nameOf(call));
}

/** For what would change it. @throws Rejection `NoSuchUpload` or `UploadConflict` */
export function findOpenUpload(call: Call): OpenUpload {
  return call.store.uploads.findOpen(nameOf(call));
}

function nameOf({ bucket, key, query }: Call): UploadName {
  return { bucket, key, uploadId: query.get("uploadId") ?? "" };
}
