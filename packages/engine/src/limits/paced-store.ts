import type { ObjectStore, PartBody } from "@penstock/core";
import type { Gate } from "./gate.ts";

/** Each method is one request, or a few of which the first one waits. */
export class PacedStore implements ObjectStore {
  readonly profile: ObjectStore["profile"];
  readonly #store: ObjectStore;
  readonly #name: string;
  readonly #gate: Gate;

  constructor(store: ObjectStore, name: string, gate: Gate) {
    this.profile = store.profile;
    this.#store = store;
    this.#name = name;
    this.#gate = gate;
  }

  initiate: ObjectStore["initiate"] = (object, signal) =>
    this.#ask(signal, () => this.#store.initiate(object, signal));

  uploadPart: ObjectStore["uploadPart"] = (upload, number, body, algorithm, signal) =>
    this.#ask(signal, () =>
      this.#store.uploadPart(upload, number, this.#paced(body), algorithm, signal),
    );

  copyPart: ObjectStore["copyPart"] = (upload, number, source, algorithm, signal) =>
    this.#ask(signal, () => this.#store.copyPart(upload, number, source, algorithm, signal));

  complete: ObjectStore["complete"] = (upload, parts, whole, signal) =>
    this.#ask(signal, () => this.#store.complete(upload, parts, whole, signal));

  abort: ObjectStore["abort"] = (upload, signal) =>
    this.#ask(signal, () => this.#store.abort(upload, signal));

  listParts: ObjectStore["listParts"] = (upload, signal) =>
    this.#ask(signal, () => this.#store.listParts(upload, signal));

  listUploads: ObjectStore["listUploads"] = (prefix, signal) =>
    this.#store.listUploads(prefix, signal);

  put: ObjectStore["put"] = (object, body, signal) =>
    this.#ask(signal, () => this.#store.put(object, this.#paced(body), signal));

  copyObject: ObjectStore["copyObject"] = (copy, signal) =>
    this.#ask(signal, () => this.#store.copyObject(copy, signal));

  head: ObjectStore["head"] = (key, algorithm, signal) =>
    this.#ask(signal, () => this.#store.head(key, algorithm, signal));

  #ask<Result>(signal: AbortSignal, run: () => Promise<Result>): Promise<Result> {
    return this.#gate.request({ side: "store", name: this.#name }, signal, run);
  }

  #paced(body: PartBody): PartBody {
    return { ...body, pace: this.#gate.pace() };
  }
}
