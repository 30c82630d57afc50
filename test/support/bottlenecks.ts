import {
  type BoundBy,
  type Explanation,
  type Job,
  type JobId,
  type Ledger,
  type LeftAlone,
  newJobId,
  type ObjectStore,
  type PartBody,
  PenstockError,
  type SourceReader,
} from "@penstock/core";
import { explainJob, planTransfer, transferPart } from "@penstock/engine";
import { deliveryOf, MemoryDeployment, MIB, sampleBytes } from "./memory-deployment.ts";
import { storeWith } from "./store-with.ts";

const TENANT = "default";
const SLOTS = 4;
const KEY = "key";

type Wrappers = ConstructorParameters<typeof MemoryDeployment>[1];
type Tick = (ms: number) => void;

/** A deployment of which every process lives and says what it does, and a job of twelve parts. */
class Scene {
  readonly deployment: MemoryDeployment;
  jobId: JobId | undefined;

  constructor(wrappers: Wrappers = {}) {
    this.deployment = new MemoryDeployment(1, wrappers);
  }

  /** Time passes where the test says so, and nowhere else. */
  static timed(wrappers: (tick: Tick) => Wrappers): Scene {
    const scenes: Scene[] = [];
    const scene = new Scene(wrappers((ms) => scenes[0]?.deployment.clock.advance(ms)));
    scenes.push(scene);
    return scene;
  }

  async submit(parts = 12, key = KEY): Promise<JobId> {
    this.deployment.source.put(key, sampleBytes(1, parts * MIB));
    const jobId = await this.deployment.submit(key);
    this.jobId ??= jobId;
    const { engine, tasks } = this.deployment;
    const plan = tasks.takePlan();
    await (plan && planTransfer(engine, plan, deliveryOf({}).signal));
    return jobId;
  }

  /** So many parts, one after the other; those that fail come again when they are due. */
  async move(parts: number): Promise<void> {
    const { deployment } = this;
    for (let done = 0; done < parts; done += 1) {
      const run = deployment.takeTask();
      await (run && deployment.runTask(run));
    }
  }

  /** Tasks begin, and end when what they wait for does. */
  hold(): void {
    const { engine, tasks } = this.deployment;
    for (let slot = 0; slot < SLOTS; slot += 1) {
      const part = tasks.takePart();
      if (part !== undefined) {
        void engine.meter.watch(part.jobId, () => transferPart(engine, part, deliveryOf({})));
      }
    }
  }

  async explain({ workers = 1 }: { readonly workers?: number } = {}): Promise<Explanation> {
    const { engine, clock, ledger } = this.deployment;
    const leftAlone: readonly LeftAlone[] = engine.breakers.leftAlone(clock.nowMs());
    const { meter } = engine;
    const load = { slots: SLOTS, busy: meter.busy, loopShare: 0.1, moving: meter.moving() };
    for (const role of ["planner", "coordinator"] as const) {
      await ledger.workers.announceProcess({ id: role, role, leftAlone: [] });
    }
    for (let worker = 0; worker < workers; worker += 1) {
      const id = `worker-${worker}`;
      await ledger.workers.announceWorker({ id, slots: SLOTS });
      await ledger.workers.announceProcess({ id, role: "worker", leftAlone, worker: load });
    }
    const jobId = this.jobId ?? newJobId(0, new Uint8Array(10));
    return (await explainJob(engine, TENANT, jobId)).explanation;
  }
}

async function* taking(chunks: AsyncIterable<Uint8Array>, wait: () => void) {
  for await (const chunk of chunks) {
    yield chunk;
    wait();
  }
}

/** A part takes the source so many milliseconds. */
const slowSource =
  (tick: Tick, partMs: number) =>
  (source: SourceReader): SourceReader => ({
    ...(source.kind !== undefined && { kind: source.kind }),
    stat: source.stat.bind(source),
    read: (key, version, range, signal) => {
      const chunks = source.read(key, version, range, signal);
      return taking(chunks, () => tick((partMs * 65_536) / MIB));
    },
  });

const slowStore = (tick: Tick, partMs: number) =>
  storeWith((store) => ({
    uploadPart: (upload, number, body, ...rest) => {
      const slow: PartBody = {
        ...body,
        chunks: taking(body.chunks, () => tick((partMs * 65_536) / MIB)),
      };
      return store.uploadPart(upload, number, slow, ...rest);
    },
  }));

type Upload = ObjectStore["uploadPart"];

/** A store that fails on some parts, and as often as is said. */
const failingStore = (
  code: ConstructorParameters<typeof PenstockError>[0],
  isHit: (number: number) => boolean = () => true,
) =>
  storeWith((store) => ({
    uploadPart: (...args: Parameters<Upload>) =>
      isHit(args[1])
        ? Promise.reject(new PenstockError(code, "as the test says"))
        : store.uploadPart(...args),
  }));

const held = (source: SourceReader): SourceReader => ({
  ...(source.kind !== undefined && { kind: source.kind }),
  stat: source.stat.bind(source),
  read: (...args) => ({
    [Symbol.asyncIterator]: async function* () {
      await Promise.withResolvers<void>().promise;
      yield* source.read(...args);
    },
  }),
});

async function moved(scene: Scene): Promise<Explanation> {
  await scene.submit();
  await scene.move(4);
  return scene.explain();
}

/** A ledger of which every response takes so long. */
const slowLedger =
  (tick: Tick) =>
  (ledger: Ledger): Ledger => {
    const readJob: Ledger["jobs"]["readJob"] = async (...args) => {
      const record = await ledger.jobs.readJob(...args);
      tick(1500);
      return record;
    };
    const jobs = new Proxy(ledger.jobs, {
      get: (target, name) => {
        const member: unknown = name === "readJob" ? readJob : Reflect.get(target, name);
        return typeof member === "function" ? member.bind(target) : member;
      },
    });
    return new Proxy(ledger, {
      get: (target, name) => (name === "jobs" ? jobs : Reflect.get(target, name)),
    });
  };

/** Each bottleneck, made in a deployment in memory, and what is said of the job that it bounds. */
export const BOTTLENECKS: Readonly<Record<BoundBy, () => Promise<Explanation>>> = {
  source: () => moved(Scene.timed((tick) => ({ source: slowSource(tick, 2000) }))),
  store: () => moved(Scene.timed((tick) => ({ store: slowStore(tick, 2000) }))),
  link: () =>
    moved(
      Scene.timed((tick) => ({ source: slowSource(tick, 2000), store: slowStore(tick, 2000) })),
    ),
  throttled: () => moved(new Scene({ store: failingStore("store-throttled") })),
  connection: () => moved(new Scene({ store: failingStore("store-unreachable") })),
  backoff: () => moved(new Scene({ store: failingStore("store-conflict") })),
  "poisoned-part": async () => {
    const scene = new Scene({
      store: failingStore("store-response-invalid", (number) => number === 2),
    });
    await scene.submit(4);
    for (let round = 0; round < 4; round += 1) {
      await scene.move(8);
      scene.deployment.clock.advance(40_000);
    }
    return scene.explain();
  },
  limit: async () => {
    const scene = new Scene();
    await scene.deployment.ledger.parts.setInFlightLimit(TENANT, 1, "limit");
    await scene.submit();
    return scene.explain();
  },
  window: async () => {
    const scene = new Scene();
    await scene.deployment.ledger.parts.setInFlightLimit(TENANT, 0, "window");
    await scene.submit();
    return scene.explain();
  },
  "no-workers": async () => {
    const scene = new Scene();
    await scene.submit();
    return scene.explain({ workers: 0 });
  },
  turn: async () => {
    const scene = new Scene({ source: held });
    await scene.submit(12, "other");
    scene.hold();
    scene.jobId = await scene.submit();
    return scene.explain();
  },
  paused: async () => {
    const scene = new Scene();
    const jobId = await scene.submit();
    await scene.deployment.ledger.parts.setPaused(TENANT, jobId, true);
    return scene.explain();
  },
  redis: async () => {
    const scene = Scene.timed((tick) => ({ ledger: slowLedger(tick) }));
    await scene.submit();
    return scene.explain();
  },
  listing: async () => {
    const scene = new Scene();
    const { ledger, clock } = scene.deployment;
    const job: Job = {
      ...{ id: newJobId(clock.nowMs(), new Uint8Array(10)), tenant: TENANT, name: "bulk" },
      ...{ labels: {}, createdAtMs: clock.nowMs() },
      bulk: {
        verb: "copy",
        selection: { kind: "prefix", connection: "source", prefix: "", filter: NO_FILTER },
        destination: { connection: "store", template: "{key}" },
        options: {
          ...({ overwrite: "always", compare: "content", verify: "part" } as const),
          ...({ attributePolicy: "preserve", onMissing: "fail", allowEmpty: false } as const),
          attributes: { metadata: {} },
        },
      },
    };
    const counts = { stored: 0, skipped: 0, failed: 0, aborted: 0 };
    const recorded = { counts, coveredBytes: 0, extra: 0, segments: 0 };
    const opening = { epoch: 1, shards: [{ after: "" }], recorded, transfers: [] };
    await ledger.listings.openListing(job, opening);
    scene.jobId = job.id;
    return scene.explain();
  },
};

const NO_FILTER = { include: [], exclude: [] };
