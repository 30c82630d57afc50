import { createHash } from "node:crypto";
import {
  type JobRef,
  type ListingRecovery,
  PenstockError,
  type RowArchive,
  type RowSegmentHead,
  type RowSegmentId,
} from "@penstock/core";

type Kept = {
  readonly head: RowSegmentHead;
  readonly rows: Uint8Array;
  readonly troubleRows: Uint8Array;
};

type JobRows = {
  readonly segments: Map<string, Kept>;
  readonly recoveries: Map<number, ListingRecovery>;
};

/** The rows of bulk jobs in memory. */
export class MemoryRowArchive implements RowArchive {
  readonly #jobs = new Map<string, JobRows>();

  async write(
    job: JobRef,
    head: RowSegmentHead,
    { rows, troubleRows }: Parameters<RowArchive["write"]>[2],
  ): Promise<boolean> {
    const { segments } = this.#of(job);
    const there = segments.get(nameOf(head))?.head;
    if (there === undefined) {
      const bytes = { rows: joined(rows), troubleRows: joined(troubleRows) };
      segments.set(nameOf(head), { head, ...bytes });
    }
    return there === undefined || JSON.stringify(there) === JSON.stringify(head);
  }

  async heads(job: JobRef): Promise<readonly RowSegmentHead[]> {
    return [...this.#of(job).segments.values()]
      .map(({ head }) => head)
      .sort((one, other) => one.epoch - other.epoch || one.number - other.number);
  }

  async *read(
    job: JobRef,
    segment: RowSegmentId,
    which: "all" | "trouble",
  ): AsyncIterable<Uint8Array> {
    const kept = this.#of(job).segments.get(nameOf(segment));
    if (kept === undefined) {
      throw damaged(job, segment, "is not there");
    }
    const { head, rows, troubleRows } = kept;
    const [bytes, hash] =
      which === "all" ? [rows, head.rowsSha256] : [troubleRows, head.troubleSha256];
    if (createHash("sha256").update(bytes).digest("hex") !== hash) {
      throw damaged(job, segment, "is not what its head says");
    }
    yield bytes;
  }

  async recovery(job: JobRef): Promise<ListingRecovery | undefined> {
    const { recoveries } = this.#of(job);
    return recoveries.get(Math.max(...recoveries.keys()));
  }

  async decide(job: JobRef, recovery: ListingRecovery): Promise<ListingRecovery> {
    const { recoveries } = this.#of(job);
    const decided = recoveries.get(recovery.epoch) ?? recovery;
    recoveries.set(recovery.epoch, decided);
    return decided;
  }

  async remove({ tenant, jobId }: JobRef): Promise<void> {
    this.#jobs.delete(`${tenant}/${jobId}`);
  }

  #of({ tenant, jobId }: JobRef): JobRows {
    const name = `${tenant}/${jobId}`;
    const rows = this.#jobs.get(name) ?? { segments: new Map(), recoveries: new Map() };
    this.#jobs.set(name, rows);
    return rows;
  }
}

function nameOf({ epoch, number }: RowSegmentId): string {
  return `${epoch}-${number}`;
}

function joined(members: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(members));
}

function damaged({ jobId }: JobRef, { epoch, number }: RowSegmentId, problem: string) {
  return new PenstockError(
    "journal-unavailable",
    `segment ${epoch}-${number} of the rows of ${jobId} ${problem}: restore it from a copy of the journal`,
  );
}
