import { isHedge } from "@penstock/core";
import {
  cancelJob,
  finalizeTransfer,
  hedgePart,
  JournalSweep,
  LastParts,
  type Leadership,
  OrphanSweep,
  planTransfer,
  RENEW_EVERY_MS,
  submitJob,
  sweepOnce,
  transferParts,
} from "@penstock/engine";
import type { Load } from "./load.ts";
import { SimProcess } from "./sim-process.ts";
import { LIVE } from "./sim-store.ts";
import type { World } from "./world.ts";

const TENANT = "default";
const SWEEP_EVERY_MS = 5_000;
const JOURNAL_EVERY_MS = 10_000;
const ORPHANS_EVERY_MS = 60_000;
const ANNOUNCE_EVERY_MS = 10_000;
/** Sooner than outside, so that much is sent twice. */
const HEDGES_EVERY_MS = 200;
const SLOW_MS = 100;
const MIB = 1024 * 1024;

/** Two of each, as `docker compose` may run them, on the engine's own code. */
export class Deployment {
  readonly #world: World;
  readonly #api: SimProcess;

  constructor(world: World) {
    this.#world = world;
    this.#api = this.#startApi("api-1");
    this.#startApi("api-2");
    for (const name of ["worker-1", "worker-2"]) {
      this.#startWorker(name);
    }
    for (const name of ["coordinator-1", "coordinator-2"]) {
      this.#startCoordinator(name);
    }
  }

  /** Posts the job; what the client is not told of may run all the same. */
  submit(load: Load): void {
    const { key, verify, overwrite, origin, source } = load;
    void submitJob(this.#world.engine(this.#api), {
      tenant: TENANT,
      name: key,
      labels: {},
      source: { connection: origin, key: source.key },
      destination: { connection: "store", key },
      options: { partSizeBytes: MIB, overwrite, verify, attributes: { metadata: {} } },
    }).then(
      ({ job }) => load.jobs.push(job.id),
      () => undefined,
    );
  }

  cancel(load: Load): void {
    load.isCancelled = true;
    for (const jobId of load.jobs) {
      cancelJob(this.#world.engine(this.#api), TENANT, jobId).catch(() => undefined);
    }
  }

  #startApi(name: string): SimProcess {
    const process = new SimProcess(name, this.#world.ground);
    let engine = this.#world.engine(process);
    process.onBirth(() => {
      engine = this.#world.engine(process);
    });
    this.#world.queue.addConsumer({
      process,
      kinds: ["plan"],
      slots: 2,
      carry: async (task, { signal }) => {
        return task.kind === "part" ? DONE : planTransfer(engine, task.ref, signal);
      },
    });
    process.start();
    return process;
  }

  #startWorker(name: string): void {
    const process = new SimProcess(name, this.#world.ground);
    let engine = this.#world.engine(process);
    process.onBirth(() => {
      engine = this.#world.engine(process);
      this.#loop(process, "announces itself", ANNOUNCE_EVERY_MS, () =>
        engine.ledger.workers.announceWorker({ id: name, slots: 2 }),
      );
    });
    this.#world.queue.addConsumer({
      process,
      kinds: ["part"],
      slots: 2,
      carry: async (task, delivery) => {
        if (task.kind !== "part") {
          return DONE;
        }
        return isHedge(task.part)
          ? hedgePart(engine, task.part, delivery)
          : transferParts(engine, task.part, delivery, (carry) => carry());
      },
    });
    process.start();
  }

  #startCoordinator(name: string): void {
    const process = new SimProcess(name, this.#world.ground);
    let engine = this.#world.engine(process);
    process.onBirth(() => {
      engine = this.#world.engine(process);
      const { journal } = engine;
      const leadership = this.#world.leadership(process);
      const led = (run: () => Promise<unknown>) => async () =>
        leadership.isLeading() ? await run() : undefined;
      const refilling = journal && new JournalSweep({ ...engine, journal });
      const ending = new OrphanSweep(engine);
      const loop = (what: string, everyMs: number, run: () => Promise<unknown>) =>
        this.#loop(process, what, everyMs, led(run));
      this.#lead(process, leadership);
      loop("sweeps", SWEEP_EVERY_MS, () => sweepOnce(engine));
      loop("refills", JOURNAL_EVERY_MS, async () => refilling?.sweepOnce());
      const lastParts = new LastParts(engine, { leastMs: 0, slowAfterMs: () => SLOW_MS });
      loop("hedges last parts", HEDGES_EVERY_MS, async () =>
        lastParts.hedgeOnce(await engine.ledger.parts.work()),
      );
      loop("ends orphans", ORPHANS_EVERY_MS, () => ending.sweepOnce(LIVE));
    });
    this.#world.queue.addConsumer({
      process,
      kinds: ["finalize"],
      slots: 2,
      carry: async (task, { signal }) => {
        return task.kind === "part" ? DONE : finalizeTransfer(engine, task.ref, signal);
      },
    });
    process.start();
  }

  #lead(process: SimProcess, leadership: Leadership): void {
    const next = () =>
      process.after(RENEW_EVERY_MS, "asks for the lease", () => this.#lead(process, leadership));
    void leadership.renewOnce().then(next, next);
  }

  /** Waits, runs, and waits again; what fails is tried again the next time. */
  #loop(process: SimProcess, what: string, everyMs: number, run: () => Promise<unknown>): void {
    const next = () => this.#loop(process, what, everyMs, run);
    const afterMs = everyMs * (0.5 + this.#world.random.unit());
    process.after(afterMs, what, () => void run().then(next, next));
  }
}

const DONE = { kind: "done" } as const;
