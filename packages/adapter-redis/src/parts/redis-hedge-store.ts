import type { HedgeStore, PartRef, SlowPart, SlowParts } from "@penstock/core";
import type { RedisCalls } from "../redis-calls.ts";
import { Script } from "../script.ts";
import { parseSlowParts } from "./part-documents.ts";

const slowParts = new Script("parts/slow-parts");
const markHedged = new Script("parts/mark-hedged");

export class RedisHedgeStore implements HedgeStore {
  readonly #calls: RedisCalls;

  constructor(calls: RedisCalls) {
    this.#calls = calls;
  }

  async slowParts(
    tenant: string,
    { leastMs, mostLeft, limit }: SlowParts,
  ): Promise<readonly SlowPart[]> {
    const reply = await this.#calls.run(slowParts, tenant, [leastMs, mostLeft, limit]);
    return parseSlowParts(reply, this.#calls.damage);
  }

  markHedged(part: PartRef): Promise<boolean> {
    return this.#look(part, 1);
  }

  isMissing(part: PartRef): Promise<boolean> {
    return this.#look(part, 0);
  }

  async #look({ tenant, transferId, generation, number }: PartRef, mark: 0 | 1): Promise<boolean> {
    const args = [transferId, generation, number, mark];
    return (await this.#calls.run(markHedged, tenant, args)) === 1;
  }
}
