import { fork } from "node:child_process";
import { on } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startRedis } from "@penstock/local-redis";
import { BEFORE, type Before } from "../before.ts";
import type { Lab } from "../lab.ts";
import type { Bench, Result } from "../result.ts";
import { pinMeasured } from "../tools/pinning.ts";
import { cpuSeconds } from "../tools/process-facts.ts";
import { meterRedis } from "../tools/redis-meter.ts";
import { median, rounded } from "../tools/statistics.ts";
import { type NullPlanner, nullPlanner } from "./null-planner.ts";

/** As many as stores take. */
const PARTS_PER_TRANSFER = 10_000;
const SLOTS = 8;
/**
 * The first until V8 has compiled what is hot: in steps of 10,000 a part costs 76, 62, 30, 28 µs, and 26 from then on
 * (at b42973c 76, 37, 26, 24, 22). A worker runs for days. The calls of the last are counted, which slows Redis.
 */
const PARTS = { warmUp: 40_000, measured: 20_000, counted: 1000 };
const QUICK_PARTS = { warmUp: 100, measured: 300, counted: 100 };
const LEVELS = [100, 10_000, 1_000_000];
const NULL_WORKER = import.meta.resolve("./null-worker.ts");

type Cost = {
  readonly workerUs: number;
  readonly redisUs: number;
  readonly bytes: number;
  readonly calls: number;
};

/** Our cost of a part, and in the same round that of BullMQ alone, and ours at an earlier commit. */
type Round = { readonly ours: Cost; readonly bare: Cost; readonly before: Cost | undefined };

/** What a part costs worker and Redis beside its bytes, with so many parts queued. */
export const controlPlane: Bench = {
  name: "control-plane",
  run: async (lab) => {
    const results: Result[] = [];
    let few: readonly Round[] | undefined;
    for (const queued of lab.levels ?? LEVELS) {
      const rounds: Round[] = [];
      for (let run = 0; run < lab.runs; run += 1) {
        // It is the same at every level: once is enough to see that it runs.
        const known = lab.isQuick ? few?.[run]?.bare : undefined;
        rounds.push(await measureRound(lab, { queued, known, isBeforeFirst: run % 2 === 1 }));
      }
      few ??= rounds;
      const level = { queued, rounds, few };
      results.push(
        resultOf("worker", level, ({ workerUs }) => workerUs),
        resultOf("Redis", level, ({ redisUs }) => redisUs),
      );
    }
    return results;
  },
};

/** @param isBeforeFirst the one that comes later in a round is measured on a warmer machine: they alternate */
async function measureRound(
  lab: Lab,
  {
    queued,
    known,
    isBeforeFirst,
  }: {
    readonly queued: number;
    readonly known: Cost | undefined;
    readonly isBeforeFirst: boolean;
  },
): Promise<Round> {
  const bare =
    known ?? (await measure(lab, { module: import.meta.resolve("./bare-worker.ts"), queued: 0 }));
  const early = isBeforeFirst ? await measureBefore(lab, queued) : undefined;
  const ours = await measure(lab, { module: NULL_WORKER, queued });
  return { bare, ours, before: early ?? (await measureBefore(lab, queued)) };
}

async function measureBefore(lab: Lab, queued: number): Promise<Cost | undefined> {
  const { before } = lab;
  return (
    before &&
    measure(lab, { module: before.module(NULL_WORKER), queued, openPlanner: before.nullPlanner })
  );
}

function resultOf(
  who: string,
  level: {
    readonly queued: number;
    readonly rounds: readonly Round[];
    readonly few: readonly Round[];
  },
  read: (cost: Cost) => number,
): Result {
  const { queued, rounds, few } = level;
  const oursOf = (some: readonly Round[]) => rounded(median(some.map(({ ours }) => read(ours))));
  const [ours, fewUs] = [oursOf(rounds), oursOf(few)];
  const bareRatio = median(rounds.map((round) => read(round.ours) / read(round.bare)));
  const before = rounds.flatMap(({ before: cost }) => (cost === undefined ? [] : [read(cost)]));
  const beforeRatios = rounds.flatMap(({ ours: cost, before: then }) =>
    then === undefined ? [] : [read(cost) / read(then)],
  );
  return {
    name: `control-plane, ${who}, ${queued} queued`,
    unit: "µs/part",
    ours,
    peers: {
      ...(before.length > 0 && { [BEFORE]: rounded(median(before)) }),
      "bare BullMQ": rounded(median(rounds.map(({ bare }) => read(bare)))),
      ...(rounds !== few && { "100 queued": fewUs }),
    },
    ratios: {
      ...(before.length > 0 && { [BEFORE]: rounded(median(beforeRatios)) }),
      "bare BullMQ": rounded(bareRatio),
      ...(rounds !== few && { "100 queued": rounded(ours / fewUs) }),
    },
    ...(who === "Redis" && {
      redisCallsPerPart: rounded(median(rounds.map(({ ours: { calls } }) => calls))),
      redisBytesPerPart: rounded(median(rounds.map(({ ours: { bytes } }) => bytes))),
    }),
    runs: rounds.length,
  };
}

/** @param queued parts that are planned and kept waiting; 0 for a worker that makes its own */
async function measure(
  lab: Lab,
  {
    module,
    queued,
    openPlanner = async (url, slots) => nullPlanner(url, slots),
  }: {
    readonly module: string;
    readonly queued: number;
    readonly openPlanner?: Before["nullPlanner"];
  },
): Promise<Cost> {
  const folder = await mkdtemp(join(lab.folder, "control-plane-"));
  const redis = await startRedis({ dataDir: folder });
  const planner = await openPlanner(redis.url, SLOTS);
  const parts = lab.isQuick ? QUICK_PARTS : PARTS;
  const queue = await fillQueue(planner, queued);
  const worker = fork(fileURLToPath(module), [redis.url, String(SLOTS)]);
  const reports = on(worker, "message");
  const meter = await meterRedis(redis.url);
  try {
    await until(reports, 0, queue);
    pinMeasured(worker.pid ?? 0);
    const from = await until(reports, parts.warmUp, queue);
    const before = await read();
    const to = await until(reports, from + parts.measured, queue);
    const after = await read();
    const stopCounting = await meter.countCalls();
    const last = await until(reports, to + parts.counted, queue);
    const calls = stopCounting();
    const perPart = (value: number) => value / (to - from);
    return {
      workerUs: perPart((after.worker - before.worker) * 1e6),
      redisUs: perPart((after.redis - before.redis) * 1e6),
      bytes: perPart(after.bytes - before.bytes),
      calls: calls / (last - to),
    };
  } finally {
    worker.kill();
    meter.close();
    await planner.close();
    await redis.stop();
    await rm(folder, { recursive: true, force: true });
  }

  async function read() {
    return {
      worker: cpuSeconds(worker.pid ?? 0),
      redis: await meter.cpuSeconds(),
      bytes: await meter.netBytes(),
    };
  }
}

/** Keeps so many parts waiting, as far as the transfers' sizes allow. */
type Queue = { topUp(uploaded: number): Promise<void> };

async function fillQueue(planner: NullPlanner, queued: number): Promise<Queue> {
  const size = Math.min(queued, PARTS_PER_TRANSFER);
  let planned = 0;
  const topUp = async (uploaded: number) => {
    while (size > 0 && planned - uploaded <= queued) {
      planned += size;
      await planner.plan(size);
    }
  };
  await topUp(0);
  return { topUp };
}

/** Reads reports until so many parts are uploaded, and resolves to how many they are then. */
async function until(
  reports: NodeJS.AsyncIterator<readonly number[]>,
  parts: number,
  queue: Queue,
): Promise<number> {
  for (;;) {
    const { value: [uploaded = 0] = [] } = await reports.next();
    if (uploaded >= parts) {
      return uploaded;
    }
    await queue.topUp(uploaded);
  }
}
