import type { Call } from "../call.ts";
import { ErrorResponse } from "../error-response.ts";
import type { StoredObject } from "../store/object-folder.ts";

/** @throws Rejection `NoSuchKey` */
export function findObject({ store, bucket, key }: Call): StoredObject {
  const object = store.objects.find({ bucket, key });
  if (object === undefined) {
    throw new ErrorResponse("NoSuchKey", "The specified key does not exist.");
  }
  return object;
}
