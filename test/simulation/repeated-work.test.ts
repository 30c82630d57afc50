import {
  type ErrorCode,
  type JobArchive,
  type Journal,
  type Ledger,
  PenstockError,
  parseRetention,
  type TaskQueue,
} from "@penstock/core";
import {
  CountReconciler,
  cancelJob,
  JournalSweep,
  OrphanSweep,
  RetentionLoop,
  sweepOnce,
} from "@penstock/engine";
import {
  interceptLedger,
  interceptPort,
  MemoryJobArchive,
  MemoryJournal,
  seededRandom,
} from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import { MemoryDeployment, MIB, sampleBytes } from "../support/memory-deployment.ts";
import { storeWith } from "../support/store-with.ts";
import { EVERY_CODE } from "../support/without-end.ts";

// What the leader does beside the steps of transfers, and fails for an hour: it is tried at growing
// pauses, counted, shown with its cause, and over as soon as the fault is.

const KEY = "a";
const TENANT = "default";
const SIGNAL = new AbortController().signal;
const HOUR_MS = 60 * 60_000;
const PASS_MS = 15_000;
const INTENT_GRACE_MS = 120_000;
/** Once a pass at most, and once in half a minute in the end. */
const MOST_TRIES = 10 + HOUR_MS / 30_000;

type Code = ErrorCode | "TypeError";

/** A ledger that is away ends the pass, and with it fails the loop. */
const CODES: readonly Code[] = [
  ...EVERY_CODE.filter((code) => code !== "ledger-unavailable"),
  "TypeError",
];

class Fault {
  tries = 0;
  isOn = false;
  /** What happens before the response of an Initiate. */
  atInitiate: () => Promise<void> = async () => undefined;
  readonly #code: Code;

  constructor(code: Code) {
    this.#code = code;
  }

  /** Fails while it is on; otherwise does what was asked for. */
  check(): void {
    if (this.isOn) {
      this.tries += 1;
      throw this.#code === "TypeError"
        ? new TypeError("x is not a function")
        : new PenstockError(this.#code, "as the test says");
    }
  }

  /** Of a port's calls, those of this name. */
  at = <Port extends object>(port: Port, wanted: string): Port =>
    interceptPort(port, async ({ name, run }) => {
      if (name === wanted) {
        this.check();
      }
      return run();
    });

  atLedger = (ledger: Ledger, wanted: string): Ledger =>
    interceptLedger(ledger, async ({ name, run }) => {
      if (name === wanted) {
        this.check();
      }
      return run();
    });
}

type Wrappers = NonNullable<ConstructorParameters<typeof MemoryDeployment>[1]>;
type Pass = () => Promise<unknown>;

type Scene = {
  /** As people read it. */
  readonly what: string;
  readonly wrappers: (fault: Fault) => Wrappers;
  /** Up to where the work is due, which then fails. */
  readonly arrange: (deployment: MemoryDeployment, fault: Fault) => Promise<Pass>;
};

/** Of an upload that no transfer uses. */
async function intended(deployment: MemoryDeployment): Promise<Pass> {
  await deployment.runUntilIdle();
  deployment.clock.advance(INTENT_GRACE_MS);
  const sweep = new OrphanSweep(deployment.engine);
  return () => sweep.sweepOnce(SIGNAL);
}

async function afterTasks(deployment: MemoryDeployment, count: number): Promise<Journal> {
  await deployment.submit(KEY);
  await deployment.runTasks(count);
  return deployment.engine.journal ?? expect.fail("there is a journal");
}

/** All of a job, and then the sweep of the journal. */
async function endedInJournal(deployment: MemoryDeployment, archive?: JobArchive): Promise<Pass> {
  await deployment.submit(KEY);
  await deployment.runUntilIdle();
  const journal = deployment.engine.journal ?? expect.fail("there is a journal");
  const sweep = new JournalSweep({ ...deployment.engine, journal, archive });
  return () => sweep.sweepOnce();
}

const SCENES: Readonly<Record<string, Scene>> = {
  "a search for an orphan upload": {
    what: 'the search for orphan uploads in "store"',
    wrappers: (fault) => {
      let initiates = 0;
      return {
        store: storeWith((store) => ({
          initiate: async (...args) => {
            const uploadId = await store.initiate(...args);
            initiates += 1;
            if (initiates === 1) {
              throw new PenstockError("store-unreachable", "the response was lost");
            }
            return uploadId;
          },
          listUploads: async function* (...args) {
            fault.check();
            yield* store.listUploads(...args);
          },
        })),
      };
    },
    arrange: async (deployment) => {
      await deployment.submit(KEY);
      return intended(deployment);
    },
  },
  "an abort of an orphan upload": {
    what: 'the search for orphan uploads in "store"',
    wrappers: (fault) => ({
      store: storeWith((store) => ({
        initiate: async (...args) => {
          const uploadId = await store.initiate(...args);
          await fault.atInitiate();
          return uploadId;
        },
        abort: async (...args) => {
          fault.check();
          return store.abort(...args);
        },
      })),
    }),
    arrange: async (deployment, fault) => {
      const jobId = await deployment.submit(KEY);
      fault.atInitiate = () => {
        fault.isOn = true;
        return cancelJob(deployment.engine, TENANT, jobId);
      };
      return intended(deployment);
    },
  },
  "a job that is restored from the journal": {
    what: "the journal of a job",
    wrappers: (fault) => ({ journal: fault.at<Journal>(new MemoryJournal(), "readJob") }),
    arrange: async (deployment) => {
      const journal = await afterTasks(deployment, 0);
      deployment.ledger.flush();
      const sweep = new JournalSweep({ ...deployment.engine, journal });
      await sweep.sweepOnce();
      return () => sweep.sweepOnce();
    },
  },
  "a copy to the journal": {
    what: "the copy of a transfer to the journal",
    wrappers: (fault) => ({ journal: fault.at<Journal>(new MemoryJournal(), "writeParts") }),
    arrange: async (deployment) => {
      const journal = await afterTasks(deployment, 2);
      const sweep = new JournalSweep({ ...deployment.engine, journal });
      return () => sweep.sweepOnce();
    },
  },
  "the archiving of a job": {
    what: "the archiving of finished jobs",
    wrappers: () => ({ journal: new MemoryJournal() }),
    arrange: async (deployment, fault) => {
      const archive = new MemoryJobArchive();
      const write = archive.write.bind(archive);
      archive.write = async (...args) => {
        fault.check();
        return write(...args);
      };
      return endedInJournal(deployment, archive);
    },
  },
  "the end of a job in the journal": {
    what: "the removal of a finished job from the journal",
    wrappers: (fault) => ({ journal: fault.at<Journal>(new MemoryJournal(), "forget") }),
    arrange: (deployment) => endedInJournal(deployment),
  },
  "a count of transfers": {
    what: "counting the transfers of a job",
    wrappers: (fault) => ({ ledger: (ledger) => fault.atLedger(ledger, "jobs.listTransfers") }),
    arrange: async (deployment) => {
      await deployment.submit(KEY);
      const reconciler = new CountReconciler(deployment.engine);
      return () => reconciler.reconcileOnce();
    },
  },
  "a sweep of a tenant": {
    what: "the sweep of a tenant",
    wrappers: (fault) => ({ ledger: (ledger) => fault.atLedger(ledger, "parts.heldParts") }),
    arrange: async (deployment) => {
      await deployment.submit(KEY);
      await deployment.runTasks(1);
      return () => sweepOnce(deployment.engine);
    },
  },
  "the next step of a transfer": {
    what: "queueing the next step of a transfer",
    wrappers: (fault) => ({ queue: (queue) => fault.at<TaskQueue>(queue, "addPlan") }),
    arrange: async (deployment) => {
      await deployment.submit(KEY);
      return () => sweepOnce(deployment.engine);
    },
  },
  "a cancel": {
    what: "the cancel of a job",
    wrappers: (fault) => ({ ledger: (ledger) => fault.atLedger(ledger, "jobs.endCancelling") }),
    arrange: async (deployment) => {
      const jobId = await deployment.submit(KEY);
      await deployment.ledger.jobs.markCancelled(TENANT, jobId);
      return () => sweepOnce(deployment.engine);
    },
  },
  "the retention of jobs": {
    what: "the retention of finished jobs",
    wrappers: (fault) => ({ ledger: (ledger) => fault.atLedger(ledger, "finished.endedJobs") }),
    arrange: async (deployment) => {
      const retention = parseRetention("30d");
      const loop = new RetentionLoop(
        deployment.engine,
        "issue" in retention ? expect.fail(retention.issue) : retention,
      );
      await deployment.submit(KEY);
      return () => loop.retireOnce();
    },
  },
};

async function begin(name: string, code: Code) {
  const scene = SCENES[name] ?? expect.fail("there is no such scene");
  const fault = new Fault(code);
  const deployment = new MemoryDeployment(1, {
    // The longest pauses, so that they can be compared.
    random: { ...seededRandom(1), unit: () => 0.999 },
    ...scene.wrappers(fault),
  });
  deployment.source.put(KEY, sampleBytes(7, 3 * MIB));
  const pass = await scene.arrange(deployment, fault);
  Object.assign(fault, { isOn: true, tries: 0 });
  const triedAtMs: number[] = [];
  const passAfter = async (ms: number) => {
    deployment.clock.advance(ms);
    const before = fault.tries;
    await pass();
    if (fault.tries > before) {
      triedAtMs.push(deployment.clock.nowMs());
    }
  };
  const shown = () => deployment.engine.repeats.list().filter(({ what }) => what === scene.what);
  const nowMs = () => deployment.clock.nowMs();
  return { fault, triedAtMs, passAfter, shown, nowMs };
}

describe.each(Object.keys(SCENES))("%s", (name) => {
  test.each(CODES)(
    "that fails with %s comes at growing pauses, counted and shown, until it does not",
    async (code) => {
      const { fault, triedAtMs, passAfter, shown, nowMs } = await begin(name, code);

      for (let atMs = 0; atMs < HOUR_MS; atMs += PASS_MS) {
        await passAfter(PASS_MS);
      }
      const [during, ...others] = shown();
      fault.isOn = false;
      await passAfter((during?.nextTryAtMs ?? 0) - nowMs());

      const pauses = triedAtMs.slice(1).map((atMs, index) => atMs - (triedAtMs[index] ?? 0));
      expect(triedAtMs.length).toBeLessThanOrEqual(MOST_TRIES);
      expect(pauses.at(-1)).toBeGreaterThan(pauses[0] ?? 0);
      expect(others).toEqual([]);
      expect(during?.failures).toBe(triedAtMs.length);
      expect(during?.cause.code).toBe(code === "TypeError" ? "unexpected-error" : code);
      expect(shown()).toEqual([]);
    },
  );
});
