import type { ObjectStore } from "@penstock/core";

/** Passes everything through but the calls that are given. */
export function storeWith(change: (store: ObjectStore) => Partial<ObjectStore>) {
  return (store: ObjectStore): ObjectStore => ({
    profile: store.profile,
    initiate: store.initiate.bind(store),
    uploadPart: store.uploadPart.bind(store),
    copyPart: store.copyPart.bind(store),
    complete: store.complete.bind(store),
    abort: store.abort.bind(store),
    listParts: store.listParts.bind(store),
    listUploads: store.listUploads.bind(store),
    put: store.put.bind(store),
    copyObject: store.copyObject.bind(store),
    head: store.head.bind(store),
    ...change(store),
  });
}
