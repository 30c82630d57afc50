import type { Call } from "../call.ts";
import { Refusal } from "../refusal.ts";
import type { StoredObject } from "../store/object-folder.ts";

/** @throws Refusal `NoSuchKey` */
export function findObject({ store, bucket, key }: Call): StoredObject {
  const object = store.objects.find({ bucket, key });
  if (object === undefined) {
    throw new Refusal("NoSuchKey", "The specified key does not exist.");
  }
  return object;
}
