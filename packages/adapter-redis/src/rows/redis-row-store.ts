import {
  BATCHES_PER_JOB,
  type ClosedSegment,
  type JobId,
  type RowSegmentId,
  type RowStore,
  SEGMENT_OPEN_MS,
  TRANSFERS_PER_JOB,
  type UnrecordedRows,
} from "@penstock/core";
import { parseJobIds } from "../jobs/job-documents.ts";
import type { RedisCalls } from "../redis-calls.ts";
import { Script } from "../script.ts";
import { parseClosed, parseRows, parseUnrecorded } from "./row-documents.ts";

const recordable = new Script("rows/recordable");
const closeSegments = new Script("rows/close-segments");
const segmentRows = new Script("rows/segment-rows");
const forgetSegment = new Script("rows/forget-segment");
const unrecordedRows = new Script("rows/unrecorded-rows");

export class RedisRowStore implements RowStore {
  readonly #calls: RedisCalls;

  constructor(calls: RedisCalls) {
    this.#calls = calls;
  }

  async recordable(tenant: string, idleMs: number, limit: number): Promise<readonly JobId[]> {
    const args = [idleMs, limit, SEGMENT_OPEN_MS];
    return parseJobIds(await this.#calls.run(recordable, tenant, args));
  }

  async closeSegments(tenant: string, jobId: JobId): Promise<readonly ClosedSegment[]> {
    return parseClosed(await this.#calls.run(closeSegments, tenant, [jobId, SEGMENT_OPEN_MS]));
  }

  async segmentRows(
    tenant: string,
    jobId: JobId,
    { epoch, number }: RowSegmentId,
  ): ReturnType<RowStore["segmentRows"]> {
    return parseRows(await this.#calls.runBinary(segmentRows, tenant, [jobId, epoch, number]));
  }

  async forgetSegment(
    tenant: string,
    jobId: JobId,
    { epoch, number }: RowSegmentId,
  ): Promise<boolean> {
    const args = [jobId, epoch, number, BATCHES_PER_JOB, TRANSFERS_PER_JOB];
    return (await this.#calls.run(forgetSegment, tenant, args)) === 1;
  }

  async unrecordedRows(tenant: string, jobId: JobId): Promise<UnrecordedRows | undefined> {
    return parseUnrecorded(await this.#calls.runBinary(unrecordedRows, tenant, [jobId]));
  }
}
