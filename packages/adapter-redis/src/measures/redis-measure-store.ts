import type { JobMeasures, JobRef, MeasureStore } from "@penstock/core";
import { tenantPrefix } from "../ledger-keys.ts";
import type { RedisCalls } from "../redis-calls.ts";
import { parseMeasures } from "./measure-documents.ts";

export class RedisMeasureStore implements MeasureStore {
  readonly #calls: RedisCalls;

  constructor(calls: RedisCalls) {
    this.#calls = calls;
  }

  async readMeasures({ tenant, jobId }: JobRef): Promise<JobMeasures> {
    const key = `${tenantPrefix(tenant)}job:${jobId}:measures`;
    const fields = await this.#calls.ask((redis) => redis.hgetall(key));
    return parseMeasures(fields, this.#calls.damage);
  }
}
