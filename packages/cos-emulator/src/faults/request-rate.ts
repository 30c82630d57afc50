import type { RequestSubject } from "../request-subject.ts";

/** Counts requests by the second, each second anew. */
export class RequestRate {
  #second = 0;
  readonly #counts = new Map<string, number>();

  isAbove(
    limit: { readonly requestsPerSecond: number; readonly per?: "bucket" | "key" | undefined },
    { bucket, key }: RequestSubject,
  ): boolean {
    const second = Math.floor(performance.now() / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#counts.clear();
    }
    const name = limit.per === "key" ? `${bucket}/${key}` : bucket;
    const count = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, count);
    return count > limit.requestsPerSecond;
  }
}
