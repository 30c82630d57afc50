import {
  apply,
  type Job,
  type JobId,
  newJobId,
  newTransferId,
  outcomeOf,
  type Transfer,
} from "@penstock/core";
import {
  ManualClock,
  MemoryJobArchive,
  MemoryLedger,
  seededRandom,
  silentLog,
} from "@penstock/testkit";
import { beforeEach, describe, expect, test } from "vitest";
import { archiveJobs } from "./archive-jobs.ts";
import { type JobFilter, listJobs } from "./list-jobs.ts";

const TENANT = "default";
const random = seededRandom(1);

let clock: ManualClock;
let ledger: MemoryLedger;
let archive: MemoryJobArchive;

beforeEach(() => {
  clock = new ManualClock();
  ledger = new MemoryLedger(clock);
  archive = new MemoryJobArchive();
});

/** Made at this time: open, or ended by a skip or a refusal. */
async function job(
  createdAtMs: number,
  end: "open" | "succeeded" | "failed",
  labels: Job["labels"] = {},
): Promise<JobId> {
  const id = newJobId(createdAtMs, random.bytes(10));
  const transfer: Transfer = {
    id: newTransferId(createdAtMs, random.bytes(10)),
    ...{ jobId: id, tenant: TENANT, generation: 1, revision: 1 },
    source: { connection: "from", key: "a" },
    destination: { connection: "to", key: "b" },
    options: { overwrite: "always", attributes: { metadata: {} } },
    state: { kind: "planned", intents: [] },
  };
  await ledger.jobs.createJob({ id, tenant: TENANT, name: "a", labels, createdAtMs }, [transfer]);
  const cause = { code: "source-missing", message: "it is not there" } as const;
  const ended = {
    open: transfer,
    succeeded: apply(transfer, 1, { kind: "transfer-skipped", reason: "it is there" }),
    failed: apply(transfer, 1, { kind: "plan-refused", cause }),
  }[end];
  if (ended !== transfer) {
    await ledger.transfers.save(transfer, ended);
  }
  return id;
}

/** Out of the ledger, into the archive. */
async function retire(...ids: readonly JobId[]): Promise<void> {
  const engine = { ledger, archive, random, log: silentLog };
  const records = await ledger.jobs.readJobs(TENANT, ids);
  const known = records.filter((record) => record !== undefined);
  for (const record of known) {
    const group = outcomeOf(record) ?? expect.fail("it has ended");
    const entries = await archiveJobs(engine, { tenant: TENANT, group }, [record], undefined);
    await ledger.finished.retireJobs(
      TENANT,
      entries.map((entry) => ({ jobId: entry.jobId, entry })),
    );
  }
}

async function list(filter: JobFilter = {}, limit = 100, cursor?: string) {
  const page = { limit, ...(cursor !== undefined && { cursor }) };
  const found = await listJobs({ ledger, archive, clock }, TENANT, filter, page);
  return { ids: found.items.map((record) => record.job.id), nextCursor: found.nextCursor };
}

describe("the list of jobs", () => {
  test("has held and archived ones in one order, newest first", async () => {
    const ids = [await job(1, "succeeded"), await job(2, "open"), await job(3, "failed")] as const;
    await retire(ids[0], ids[2]);

    expect((await list()).ids).toEqual(ids.toReversed());
  });

  test("goes on by its cursor, also where jobs were retired or made in between", async () => {
    const [first, second, third] = [
      await job(1, "succeeded"),
      await job(2, "succeeded"),
      await job(3, "open"),
    ];
    const begun = await list({}, 1);
    await retire(second, first);
    await job(4, "open");

    const next = await list({}, 1, begun.nextCursor);
    const last = await list({}, 1, next.nextCursor);

    expect([begun.ids, next.ids, last.ids]).toEqual([[third], [second], [first]]);
    expect(last.nextCursor).toBeUndefined();
  });

  test.each([
    [{ states: ["failed"] }, [3, 2]],
    [{ states: ["queued"] }, [5]],
    [{ health: "ok" }, [5, 4, 3, 2, 1]],
    [{ health: "stalled" }, []],
    [{ labels: [["team", "blue"]] }, [4, 3, 1]],
    [
      {
        labels: [
          ["team", "blue"],
          ["run", "7"],
        ],
      },
      [1],
    ],
    [{ labels: [["blue", "team"]] }, []],
    [{ createdFromMs: 2, createdBeforeMs: 4 }, [3, 2]],
    [{ states: ["failed"], labels: [["team", "blue"]] }, [3]],
    [{ states: ["succeeded"], createdFromMs: 4 }, [4]],
  ] satisfies [JobFilter, number[]][])("has what fits %j, held or not", async (filter, times) => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`label-${at}`, "x"]));
    const ids = [
      await job(1, "succeeded", { team: "blue", run: "7" }),
      await job(2, "failed", { team: "red" }),
      await job(3, "failed", { team: "blue", ...many }),
      await job(4, "succeeded", { team: "blue" }),
      await job(5, "open"),
    ] as const;
    await retire(ids[0], ids[1], ids[2]);

    expect((await list(filter)).ids).toEqual(times.map((time) => ids[time - 1]));
  });

  test("ends a page where much was looked at, and finds the rest by its cursor", async () => {
    const wanted = await job(1, "failed");
    for (let at = 2; at <= 5600; at += 1) {
      await job(at, "open");
    }

    const page = await list({ states: ["failed"] }, 10);
    const rest = await list({ states: ["failed"] }, 10, page.nextCursor);

    expect([page.ids, rest.ids]).toEqual([[], [wanted]]);
    expect(rest.nextCursor).toBeUndefined();
  });
});
