import type { LeaderLease, LeaderTerm } from "@penstock/core";
import { LEADER_PREFIX } from "../ledger-keys.ts";
import type { RedisClient } from "../redis-client.ts";
import { toLedgerError } from "../redis-errors.ts";
import { Script } from "../script.ts";
import { parseTerm } from "./parse-term.ts";

const take = new Script("leader/take-lease");
const release = new Script("leader/release-lease");

/**
 * The lease of the leader in Redis, by the server's clock. A replica that is promoted may not know of the
 * last term: two may lead until the older one asks again, so what a leader does may be done twice.
 */
export class RedisLeaderLease implements LeaderLease {
  readonly #redis: RedisClient;

  constructor(redis: RedisClient) {
    this.#redis = redis;
  }

  async take(holder: string, leaseMs: number): Promise<LeaderTerm> {
    return parseTerm(await this.#ask(take.run(this.#redis, LEADER_PREFIX, holder, leaseMs)));
  }

  async release({ holder, fence }: LeaderTerm): Promise<void> {
    await this.#ask(release.run(this.#redis, LEADER_PREFIX, holder, fence));
  }

  async #ask(reply: Promise<unknown>): Promise<unknown> {
    try {
      return await reply;
    } catch (error) {
      throw toLedgerError(error);
    }
  }
}
