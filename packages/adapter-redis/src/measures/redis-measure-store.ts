import type {
  JobMeasures,
  JobRef,
  JobWaits,
  MeasureStore,
  MissingParts,
  TransferRef,
} from "@penstock/core";
import { tenantPrefix } from "../ledger-keys.ts";
import type { RedisCalls } from "../redis-calls.ts";
import { Script } from "../script.ts";
import { parseMeasures, parseMissing, parseWaits } from "./measure-documents.ts";

const jobWaits = new Script("measures/job-waits");
const missingParts = new Script("measures/missing-parts");

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

  async readWaits({ tenant, jobId }: JobRef): Promise<JobWaits> {
    return parseWaits(await this.#calls.run(jobWaits, tenant, [jobId]));
  }

  async missingParts({ tenant, transferId }: TransferRef): Promise<MissingParts | undefined> {
    return parseMissing(await this.#calls.run(missingParts, tenant, [transferId]));
  }
}
