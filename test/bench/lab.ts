import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setup as makeBundle, teardown as removeBundle } from "../support/bundle.ts";
import { type Before, checkOutBefore } from "./before.ts";
import { type BenchCluster, startBenchCluster } from "./bench-cluster.ts";
import { compile, type Sink, startSink, startTlsSink, type TlsSink } from "./sink/start-sink.ts";
import { pinMeasured } from "./tools/pinning.ts";

const MIB = 1024 * 1024;

/** Slots of the shared worker, and how many parts every contender uploads at once. */
export const AT_ONCE = 4;
export const PART_MIB = 16;
export const DEBUG_LOGS = { PENSTOCK_LOG_LEVEL: "debug" };

/** What the benches share, and how much of it they are to do. */
export type Lab = {
  readonly isQuick: boolean;
  readonly runs: number;
  /** How many parts are queued where the control plane is measured; undefined for the levels of the table. */
  readonly levels: readonly number[] | undefined;
  /** How much every contender carries in one run. */
  readonly sizeMib: number;
  /** How many objects the benches of bulk jobs move, where they are asked for fewer than they take else. */
  readonly objects: number | undefined;
  readonly folder: string;
  readonly sink: Sink;
  readonly tlsSink: TlsSink;
  /** The floor to relay by (`relay.c`); undefined where there is no C compiler. */
  readonly relayProgram: string | undefined;
  /** The earlier commit to compare with; only its contenders run in our rounds. */
  readonly before: Before | undefined;
  /** One worker with `AT_ONCE` slots on the measured core; started when it is first asked for. */
  cluster(): Promise<BenchCluster>;
  /** One without workers: what is submitted is planned, and stays. */
  idleCluster(): Promise<BenchCluster>;
  close(): Promise<void>;
};

export async function openLab(options: {
  readonly isQuick: boolean;
  readonly runs: number;
  readonly objects?: number | undefined;
  readonly levels?: readonly number[] | undefined;
  /** Of a commit, as git takes it. */
  readonly against?: string | undefined;
}): Promise<Lab> {
  const { isQuick, runs, levels, against } = options;
  if (against === undefined) {
    // What people install. Beside an earlier commit both versions run from their sources.
    await makeBundle();
  }
  const folder = await mkdtemp(join(tmpdir(), "penstock-bench-lab-"));
  const sizeMib = options.isQuick ? 64 : 1024;
  const md5Of = [1024, PART_MIB * MIB, sizeMib * MIB];
  const [tlsSink, sink] = await Promise.all([
    startTlsSink(folder, md5Of),
    startSink(folder, md5Of),
  ]);
  const sinks = { sink, tlsSink };
  const startShared = (start: typeof startBenchCluster) => sharedCluster(start, sinks, isQuick);
  let before: Before | undefined;
  let cluster: Promise<BenchCluster> | undefined;
  let idle: Promise<BenchCluster> | undefined;
  let closing: Promise<void> | undefined;
  try {
    before =
      against === undefined ? undefined : await checkOutBefore(against, { folder, startShared });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    isQuick,
    runs,
    levels,
    sizeMib,
    objects: options.objects,
    folder,
    ...sinks,
    before,
    relayProgram: compile("relay.c", folder),
    cluster: () => {
      cluster ??= startShared(startBenchCluster);
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
    await before?.stop();
    await Promise.all([sink.stop(), tlsSink.stop()]);
    await rm(folder, { recursive: true, force: true });
    await (against === undefined && removeBundle());
  }
}

/** @param start of this version, or of an earlier one */
async function sharedCluster(
  start: typeof startBenchCluster,
  sinks: Pick<Lab, "sink" | "tlsSink">,
  isQuick: boolean,
): Promise<BenchCluster> {
  const environment = {
    PENSTOCK_SLOTS: String(AT_ONCE),
    PENSTOCK_BUFFER: `${PART_MIB}MiB`,
    // A quick run reads latencies from these logs, too, instead of starting one more cluster.
    ...(isQuick && DEBUG_LOGS),
  };
  const cluster = await start({ ...sinks, workers: 1, environment });
  pinMeasured(cluster.member("worker-1").child().pid);
  return cluster;
}
