import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BenchCluster, startBenchCluster } from "./bench-cluster.ts";
import { compile, type Sink, startSink } from "./sink/start-sink.ts";
import { pinMeasured } from "./tools/pinning.ts";

const MIB = 1024 * 1024;

/** Slots of the shared worker, and how many parts every contender carries at once. */
export const AT_ONCE = 4;
export const PART_MIB = 16;
export const DEBUG_LOGS = { PENSTOCK_LOG_LEVEL: "debug" };

/** What the benches share, and how much of it they are to do. */
export type Lab = {
  readonly isQuick: boolean;
  readonly runs: number;
  /** How much every contender carries in one run. */
  readonly sizeMib: number;
  readonly folder: string;
  readonly sink: Sink;
  /** The floor to relay by (`relay.c`); undefined where there is no C compiler. */
  readonly relayProgram: string | undefined;
  /** One worker with `AT_ONCE` slots on the measured core; started when it is first asked for. */
  cluster(): Promise<BenchCluster>;
  /** One without workers: what is submitted is planned, and stays. */
  idleCluster(): Promise<BenchCluster>;
  close(): Promise<void>;
};

export async function openLab(options: {
  readonly isQuick: boolean;
  readonly runs: number;
}): Promise<Lab> {
  const folder = await mkdtemp(join(tmpdir(), "penstock-bench-lab-"));
  const sizeMib = options.isQuick ? 64 : 1024;
  const sink = await startSink(folder, [1024, PART_MIB * MIB, sizeMib * MIB]);
  let cluster: Promise<BenchCluster> | undefined;
  let idle: Promise<BenchCluster> | undefined;
  let closing: Promise<void> | undefined;
  return {
    ...options,
    sizeMib,
    folder,
    sink,
    relayProgram: compile("relay.c", folder),
    cluster: () => {
      cluster ??= startShared(sink, options.isQuick);
      return cluster;
    },
    idleCluster: () => {
      idle ??= startBenchCluster({ sink, workers: 0 });
      return idle;
    },
    close: () => {
      closing ??= close();
      return closing;
    },
  };

  async function close(): Promise<void> {
    await Promise.all([cluster, idle].map(async (each) => (await each)?.stop()));
    await sink.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function startShared(sink: Sink, isQuick: boolean): Promise<BenchCluster> {
  const environment = {
    PENSTOCK_SLOTS: String(AT_ONCE),
    PENSTOCK_BUFFER: `${PART_MIB}MiB`,
    // A quick run reads latencies from these logs, too, instead of starting one more cluster.
    ...(isQuick && DEBUG_LOGS),
  };
  const cluster = await startBenchCluster({ sink, workers: 1, environment });
  pinMeasured(cluster.member("worker-1").child().pid);
  return cluster;
}
