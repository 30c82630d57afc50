import { BoundedMap } from "./bounded-map.ts";
import type { RequestSubject } from "./request-subject.ts";

/** About 100 MB of names at worst, and more parts than any test sends. */
const MAX_NAMES = 1_000_000;

/** Tells the how manieth request of its call, key and part one is, from 1. */
export class AttemptCounter {
  readonly #counts = new BoundedMap<number>(MAX_NAMES);

  next({ call, bucket, key, part = 0 }: RequestSubject): number {
    const name = `${call} ${part} ${bucket}/${key}`;
    const attempt = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, attempt);
    return attempt;
  }
}
