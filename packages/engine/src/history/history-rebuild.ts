import {
  historyEntryOf,
  type JobArchive,
  SEGMENT_GROUPS,
  type Segment,
  segmentName,
} from "@penstock/core";
import type { Engine, OnPorts } from "../engine.ts";
import { noteRetries } from "../jobs/note-retry.ts";

const WHOLE = "whole";
/** What one step reads at most, so that it ends in seconds; the next step continues. */
const SEGMENTS_PER_STEP = 200;

/** Whether the ledger has an entry of every finished job that is archived. */
export async function isHistoryWhole({ ledger }: OnPorts<"history">): Promise<boolean> {
  return (await ledger.history.readMark()) === WHOLE;
}

type RebuildingEngine = OnPorts<"history"> &
  Pick<Engine, "log" | "random"> & {
    readonly archive: JobArchive;
  };

type Rebuild = {
  /** As the ledger has it while it lost nothing since the rebuild began. */
  readonly mark: string;
  /** What is still to be read, the newest last. */
  readonly segments: Segment[];
};

/**
 * Brings the entries of finished jobs back into a ledger that lost them: the newest segments first. A ledger
 * that is emptied again during this does not have the mark of this rebuild, and another one begins.
 */
export class HistoryRebuild {
  readonly #engine: RebuildingEngine;
  #current: Rebuild | undefined;

  constructor(engine: RebuildingEngine) {
    this.#engine = engine;
  }

  /**
   * @returns since when the entries are there: of whatever ended later the ledger knows that it ended.
   * `-Infinity` where it knows all of them
   */
  async step(signal?: AbortSignal): Promise<number> {
    const { history } = this.#engine.ledger;
    const mark = await history.readMark();
    if (mark === WHOLE) {
      return Number.NEGATIVE_INFINITY;
    }
    const isOurs = this.#current !== undefined && this.#current.mark === mark;
    const current = isOurs ? this.#current : await this.#begin(mark);
    this.#current = current;
    if (current === undefined) {
      return Number.POSITIVE_INFINITY;
    }
    const { segments } = current;
    for (let read = 0; read < SEGMENTS_PER_STEP && segments.length > 0; read += 1) {
      signal?.throwIfAborted();
      await this.#index(segments.at(-1));
      segments.pop();
    }
    return segments.at(-1)?.endedAtMs ?? this.#end(current);
  }

  /** Undefined when another process was faster. */
  async #begin(read: string | undefined): Promise<Rebuild | undefined> {
    const { archive, ledger, random } = this.#engine;
    const segments: Segment[] = [];
    for (const tenant of await archive.tenants()) {
      for (const group of SEGMENT_GROUPS) {
        for await (const segment of archive.segments(tenant, group)) {
          segments.push(segment);
        }
      }
    }
    const mark = Array.from(random.bytes(8), (byte) => byte.toString(16)).join("-");
    const isOurs = await ledger.history.writeMark(read, mark);
    segments.sort((one, other) => (segmentName(one) < segmentName(other) ? -1 : 1));
    return isOurs ? { mark, segments } : undefined;
  }

  async #index(segment: Segment | undefined): Promise<void> {
    if (segment === undefined) {
      return;
    }
    const jobs = await this.#engine.archive.read(segment);
    const entries = jobs
      .filter(({ from }) => from === 0)
      .map((job) => historyEntryOf(job, segment));
    await this.#engine.ledger.history.addEntries(segment.tenant, entries, "keep");
    const records = jobs.map(({ record }) => record);
    await noteRetries(this.#engine, segment.tenant, records);
  }

  async #end({ mark }: Rebuild): Promise<number> {
    this.#current = undefined;
    if (!(await this.#engine.ledger.history.writeMark(mark, WHOLE))) {
      return Number.POSITIVE_INFINITY;
    }
    this.#engine.log.info({}, "the ledger knows all finished jobs of the journal");
    return Number.NEGATIVE_INFINITY;
  }
}
