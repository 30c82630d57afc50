import {
  type Job,
  type Log,
  newJobId,
  newTransferId,
  type StoreProvider,
  type Transfer,
} from "@penstock/core";
import { openJournal, openJournalInStore } from "@penstock/journal";
import { describeJournal, seededRandom, silentLog } from "@penstock/testkit";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { BUCKET, type StartedEmulator, startEmulator } from "./on-emulator.ts";
import { openDocumentStore } from "./open-document-store.ts";

/** A store that answers is never waited for. */
const neverPause = () => Promise.reject(new Error("it waits"));

let started: StartedEmulator;
let places = 0;

beforeAll(async () => {
  started = await startEmulator();
});

afterAll(async () => {
  await started.close();
});

/** A prefix of its own, that any number of processes may open. */
function newPlace(provider: StoreProvider = "cos", bucket = BUCKET) {
  places += 1;
  const prefix = `journals/${places}/`;
  const objects = openDocumentStore({ ...started.target(provider), bucket });
  onTestFinished(() => objects.close());
  const place = { objects, prefix, name: `store:${prefix}` };
  return {
    ...place,
    open: (log: Log = silentLog) => openJournalInStore(place, { log, pause: neverPause }),
    keys: async () => {
      return (await started.keys()).filter((key) => key.startsWith(prefix)).sort();
    },
  };
}

function newJob(seed = 1) {
  const job: Job = {
    id: newJobId(0, seededRandom(seed).bytes(10)),
    tenant: "default",
    name: "a job",
    labels: {},
    createdAtMs: 0,
  };
  const transfer: Transfer = {
    id: newTransferId(0, seededRandom(seed + 100).bytes(10)),
    jobId: job.id,
    tenant: "default",
    source: { connection: "from", key: "a" },
    destination: { connection: "to", key: "b" },
    options: { overwrite: "always", attributes: { metadata: {} } },
    generation: 1,
    revision: 1,
    state: { kind: "planned", intents: [] },
  };
  const intended: Transfer = {
    ...transfer,
    revision: 2,
    state: { kind: "planned", intents: ["one"] },
  };
  return { job, ref: { tenant: "default", jobId: job.id }, transfer, intended };
}

describeJournal("the journal in COS", () => newPlace("cos").open());
describeJournal("the journal in S3", () => newPlace("versitygw").open());

describe("the journal in a store", () => {
  test("is found again by another process, below its prefix alone", async () => {
    const { open, keys, prefix } = newPlace();
    const other = newPlace();
    const { job, ref, transfer, intended } = newJob();
    const journal = await open();
    await journal.writeJob(job, [transfer]);
    await journal.writeTransfer(intended);

    const found = await (await open()).readJob(ref);

    expect(found).toEqual({ job, transfers: [intended] });
    expect(await (await other.open()).jobs()).toEqual([]);
    expect(await keys()).toEqual([
      `${prefix}jobs/default/${job.id}`,
      `${prefix}journal.json`,
      expect.stringContaining(`${prefix}transfers/default/${job.id}/${transfer.id}.2.`),
    ]);
  });

  test("lets many processes accept, plan and forget the same job at once", async () => {
    const { open, keys, prefix } = newPlace();
    const { job, ref, transfer, intended } = newJob();
    const journals = await Promise.all(Array.from({ length: 8 }, () => open()));

    await Promise.all(journals.map((journal) => journal.writeJob(job, [transfer])));
    await Promise.all(journals.map((journal) => journal.writeTransfer(intended)));
    const found = await Promise.all(journals.map((journal) => journal.readJob(ref)));
    await Promise.all(journals.map((journal) => journal.forget(ref)));

    expect(found).toEqual(journals.map(() => ({ job, transfers: [intended] })));
    expect(await keys()).toEqual([`${prefix}journal.json`]);
  });

  test("holds the same after a write that was sent twice, where the store knows no condition", async () => {
    const { open } = newPlace("other");
    const { job, ref, transfer, intended } = newJob();
    const journal = await open();
    await journal.writeJob(job, [transfer]);
    await journal.writeTransfer(intended);

    await journal.writeJob(job, [transfer]);
    await journal.writeTransfer(intended);

    expect(await journal.readJob(ref)).toEqual({ job, transfers: [intended] });
  });

  test.each([
    ["half a document", '{"v":1,"tra', "it is no JSON"],
    ["another version", '{"v":2,"transfer":{}}', "v: it was written by another version"],
  ])("names %s once, and takes what was written before it", async (_name, text, reason) => {
    const error = vi.fn();
    const { open, objects, prefix } = newPlace();
    const { job, ref, transfer } = newJob();
    const journal = await open({ ...silentLog, error });
    await journal.writeJob(job, [transfer]);
    const key = `${prefix}transfers/default/${job.id}/${transfer.id}.2.json`;
    await objects.put(key, text);

    const found = await journal.readJob(ref);
    await journal.readJob(ref);

    expect(found?.transfers).toEqual([transfer]);
    expect(error).toHaveBeenCalledOnce();
    expect(error.mock.calls[0]?.[0]).toEqual({
      detail: key,
      reason: expect.stringContaining(reason),
    });
  });

  test("does not look at what others keep beside it", async () => {
    const { open, objects, prefix } = newPlace();
    const { job, transfer } = newJob();
    const journal = await open();
    await journal.writeJob(job, [transfer]);
    for (const key of ["notes", "jobs/notes", "jobs/default/a/b", "jobs/%zz/c"]) {
      await objects.put(prefix + key, "ours");
    }

    expect((await journal.jobs()).map(({ jobId }) => jobId)).toEqual([job.id]);
  });

  test("clears away what a process that died while it forgot has left, and nothing else", async () => {
    const { open, objects, keys, prefix } = newPlace();
    const [gone, kept] = [newJob(1), newJob(2)];
    const journal = await open();
    for (const { job, ref, transfer, intended } of [gone, kept]) {
      await journal.writeJob(job, [transfer]);
      await journal.writeTransfer(intended);
      await journal.markCancelled(ref);
    }
    await objects.delete(`${prefix}jobs/default/${gone.job.id}`);

    await open();

    const left = await keys();
    expect(left.filter((key) => key.includes(gone.job.id))).toEqual([]);
    expect(left.filter((key) => key.includes(kept.job.id))).toHaveLength(3);
  });

  test("never makes a key of an id that is none", async () => {
    const journal = await newPlace().open();
    const jobId = "../../job_0" as Job["id"];

    expect(() => journal.readJob({ tenant: "default", jobId })).toThrow("not the id of a job");
  });

  test("says that it is unavailable, not that it is empty, while the store refuses", async () => {
    const { open, name } = newPlace();
    const { job, ref, transfer, intended } = newJob();
    const journal = await open();
    await journal.writeJob(job, [transfer]);
    const fault = { kind: "refuse-before-body", status: 503, code: "SlowDown" } as const;

    const calls = [
      () => journal.jobs(),
      () => journal.readJob(ref),
      () => journal.writeJob(job, [transfer]),
      () => journal.writeTransfer(intended),
      () => journal.markCancelled(ref),
      () => journal.forget(ref),
    ];
    for (const call of calls) {
      started.emulator.faults.add({ on: {}, fault });
      await expect(call()).rejects.toMatchObject({
        code: "journal-unavailable",
        message: expect.stringContaining(name),
      });
    }
  });
});

describe("opening a journal in a store", () => {
  test("refuses the journal of another version", async () => {
    const { open, objects, prefix } = newPlace();
    await objects.put(`${prefix}journal.json`, '{"v":2}');

    await expect(open()).rejects.toMatchObject({
      code: "settings-invalid",
      message: expect.stringMatching(/PENSTOCK_JOURNAL: store:.*another version/),
    });
  });

  test.each(["cos", "versitygw"] as const)(
    "refuses a bucket that is not there: %s",
    async (provider) => {
      const { open } = newPlace(provider, "missing-1250000000");

      await expect(open()).rejects.toMatchObject({
        code: "settings-invalid",
        message: expect.stringContaining("NoSuchBucket"),
      });
    },
  );

  test("says how a folder is written where no such connection exists", async () => {
    const connections = {
      documentStore: () => {
        throw new Error('there is no connection "a"');
      },
    };
    const place = { kind: "store", connection: "a", prefix: "b/" } as const;
    const options = {
      connections,
      log: silentLog,
      random: seededRandom(1),
      pause: neverPause,
    };

    await expect(openJournal(place, options)).rejects.toMatchObject({
      code: "settings-invalid",
      message: expect.stringMatching(/no connection "a".*\.\/a:b\//),
    });
  });
});
