import { randomBytes } from "node:crypto";
import {
  apply,
  type FinishedJob,
  type JobArchive,
  newJobId,
  newSegment,
  newTransferId,
  type Segment,
  type SegmentGroup,
  TRANSFER_STATES,
  type TransferCounts,
} from "@penstock/core";
import { describe, expect, test } from "vitest";

const AT_MS = Date.UTC(2026, 0, 31, 23, 59, 59, 999);

/** No tenant's name leads out of the archive, whatever it holds. */
function newTenant(): string {
  return `../${randomBytes(6).toString("hex")}/Ü.`;
}

function newFinishedJob(tenant: string): FinishedJob {
  const jobId = newJobId(AT_MS, randomBytes(10));
  const counts = Object.fromEntries(TRANSFER_STATES.map((state) => [state, 0]));
  const transfer = apply(
    {
      id: newTransferId(AT_MS, randomBytes(10)),
      ...{ jobId, tenant, generation: 1, revision: 1 },
      source: { connection: "from", key: "a\nb" },
      destination: { connection: "to", key: "b" },
      options: { overwrite: "always", attributes: { metadata: {} } },
      state: { kind: "planned", intents: [] },
    },
    1,
    { kind: "transfer-skipped", reason: "it is there" },
  );
  return {
    record: {
      job: { id: jobId, tenant, name: "a\u2028job", labels: { team: "a" }, createdAtMs: AT_MS },
      counts: { ...counts, listed: 1, skipped: 1 } as TransferCounts,
      progress: { bytesTotal: 0, bytesStored: 0, partsTotal: 0, partsStored: 0, retries: 0 },
      isCancelled: false,
      finishedAtMs: AT_MS,
      lastProgressAtMs: undefined,
      lastFailure: undefined,
    },
    from: 0,
    transfers: [{ transfer, failures: [] }],
  };
}

function segmentOf(tenant: string, group: SegmentGroup, endedAtMs = AT_MS): Segment {
  return newSegment({ tenant, group, endedAtMs }, randomBytes(3));
}

async function listed(archive: JobArchive, tenant: string, group: SegmentGroup) {
  const segments: Segment[] = [];
  for await (const segment of archive.segments(tenant, group)) {
    segments.push(segment);
  }
  return segments;
}

/** What every archive of finished jobs must do. `open` may give one that others use as well. */
export function describeJobArchive(name: string, open: () => Promise<JobArchive>): void {
  describe(`${name} as an archive of finished jobs`, () => {
    test("gives jobs back as they were, all of a segment or those that are named", async () => {
      const archive = await open();
      const tenant = newTenant();
      const jobs = [newFinishedJob(tenant), newFinishedJob(tenant), newFinishedJob(tenant)];
      const segment = segmentOf(tenant, "succeeded");
      const [, second] = jobs;

      await archive.write(segment, jobs);

      expect(await archive.read(segment)).toEqual(jobs);
      expect(await archive.read(segment, second && [second.record.job.id])).toEqual([second]);
    });

    test("holds the same after a segment was written twice", async () => {
      const archive = await open();
      const tenant = newTenant();
      const segment = segmentOf(tenant, "recent");
      const jobs = [newFinishedJob(tenant)];

      await archive.write(segment, jobs);
      await archive.write(segment, jobs);

      expect(await archive.read(segment)).toEqual(jobs);
      expect(await listed(archive, tenant, "recent")).toEqual([segment]);
    });

    test("lists the segments of a group, the oldest first, over days and years", async () => {
      const archive = await open();
      const tenant = newTenant();
      const times = [AT_MS + 1, AT_MS, 0, AT_MS + 400 * 86_400_000, AT_MS - 1];
      const segments = times.map((time) => segmentOf(tenant, "failed", time));
      for (const segment of [...segments, segmentOf(tenant, "succeeded")]) {
        await archive.write(segment, [newFinishedJob(tenant)]);
      }

      expect(await listed(archive, tenant, "failed")).toEqual(
        segments.toSorted((one, other) => one.endedAtMs - other.endedAtMs),
      );
    });

    test("keeps what is expired apart, under the name that its segment had", async () => {
      const archive = await open();
      const tenant = newTenant();
      const segment = segmentOf(tenant, "succeeded");
      const expired = { ...segment, group: "expired" } as const;
      const job = newFinishedJob(tenant);
      await archive.write(segment, [job]);
      await archive.write(expired, [job]);
      await archive.remove(segment);

      expect(await listed(archive, tenant, "succeeded")).toEqual([]);
      expect(await listed(archive, tenant, "expired")).toEqual([expired]);
      expect(await archive.read(expired)).toEqual([job]);
    });

    test("removes a segment, and no other one", async () => {
      const archive = await open();
      const tenant = newTenant();
      const [gone, kept] = [segmentOf(tenant, "succeeded"), segmentOf(tenant, "succeeded")];
      await archive.write(gone, [newFinishedJob(tenant)]);
      await archive.write(kept, [newFinishedJob(tenant)]);

      await archive.remove(gone);
      await archive.remove(gone);

      expect(await archive.read(gone)).toEqual([]);
      expect(await listed(archive, tenant, "succeeded")).toEqual([kept]);
    });

    test("names the tenants that have a segment", async () => {
      const archive = await open();
      const tenant = newTenant();
      const segment = segmentOf(tenant, "recent");
      await archive.write(segment, [newFinishedJob(tenant)]);
      expect(await archive.tenants()).toContain(tenant);

      await archive.remove(segment);

      expect(await archive.tenants()).not.toContain(tenant);
    });
  });
}
