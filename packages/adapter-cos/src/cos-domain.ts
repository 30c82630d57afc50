import type { CosOptions } from "./cos-options.ts";

/** COS's own name for a bucket: its Host, and what a copy calls the bucket that it reads from. */
export function cosBucketHost(bucket: string, region: string): string {
  return `${bucket}.cos.${region}.myqcloud.com`;
}

/** How a request to a host ended, as far as it tells whether COS is behind that host. */
export type HostOutcome =
  /** By a response with a request id, which every front end of COS gives. */
  | "responded"
  /** By a 301, 302 or 307 without one: an intermediary redirected it. */
  | "redirected"
  /** By a 5xx without one, or by a broken connection. */
  | "failed";

/** The official SDKs change over at their last retry, which is their third try. */
const FAILURES_IN_A_ROW = 3;

/**
 * Which of a bucket's two domains to speak to.
 *
 * The official SDKs change to the backup domain inside one call: at once after a redirect, else at its
 * last retry. Here a call is one attempt and the next attempt is another call, perhaps with a body
 * that must be read anew. So the domain outlives the call: a redirect, or the third failure in a row,
 * decides where the next attempts go, each signed for its host. The same rule leads back from the
 * backup domain, so that a change during an outage of our own network heals by itself.
 */
export class CosDomain {
  readonly #hosts: readonly string[];
  #current = 0;
  #failures = 0;

  /** The accelerated domain has no backup, and an address of the user's own stays as it was given. */
  constructor({ bucket, region, endpoint }: Pick<CosOptions, "bucket" | "region" | "endpoint">) {
    const host = cosBucketHost(bucket, region);
    const hasBackup = endpoint === undefined && region !== "accelerate";
    this.#hosts = hasBackup ? [host, host.replace(/myqcloud\.com$/, "tencentcos.cn")] : [host];
  }

  get host(): string {
    return this.#hosts[this.#current] ?? "";
  }

  /** Many requests fail together; those that went to the host that was left say nothing about the new one. */
  receivedFrom(host: string, outcome: HostOutcome): void {
    if (host !== this.host) {
      return;
    }
    this.#failures = outcome === "responded" ? 0 : this.#failures + 1;
    if (outcome === "redirected" || this.#failures >= FAILURES_IN_A_ROW) {
      this.#current = (this.#current + 1) % this.#hosts.length;
      this.#failures = 0;
    }
  }
}
