import type { Cluster } from "@penstock/cli/cluster";
import { createClient } from "@penstock/client";
import { createConnections, readConnectionsFile } from "@penstock/connections";
import { startLoop, systemClock } from "@penstock/process";
import { seededRandom } from "@penstock/testkit";
import { pause } from "../../apps/cli/src/pause.ts";
import type { Topology } from "../support/redis-topologies.ts";
import { FaultInjection } from "./fault-injection.ts";
import { strangerOf } from "./fault-rules.ts";
import type { FlappingWeb } from "./flapping-web.ts";
import { type Finding, judge } from "./judge.ts";
import { ObjectChecks } from "./object-checks.ts";
import { OpenUploads } from "./open-uploads.ts";
import { killCount, makeReport, type RedisKind, type Report } from "./report.ts";
import { type Blow, makeSchedule } from "./schedule.ts";
import type { SourceFile } from "./sources.ts";
import { StoreWatch } from "./store-watch.ts";
import { Submissions } from "./submissions.ts";
import { Traffic } from "./traffic.ts";

export type AssaultPlan = {
  readonly minutes: number;
  readonly seed: number;
  readonly killsPerMinute: number;
  readonly bytesPerSecond: number;
  readonly redis: RedisKind;
  readonly redisFsync: "everysec" | "always";
  readonly topology: Topology | undefined;
  readonly sources: readonly SourceFile[];
  readonly web: FlappingWeb;
  readonly clockFolder: string;
  readonly misconfiguredWorkers: number;
  /** The run continues, up to `mostMinutes`, until so many parts of killed workers have come back. */
  readonly leastRecovered: number;
  readonly mostMinutes: number;
  readonly say: (line: string) => void;
  readonly log: (line: string) => void;
};

export type Verdict = {
  readonly report: Report;
  readonly findings: readonly Finding[];
  /** The uploads that stayed open, and what may be the reason. */
  readonly openUploads: readonly string[];
};

const PROGRESS_MS = 10_000;
const MINUTE_MS = 60_000;
const LOOK_EVERY_MS = 500;
/**
 * After the last blow: leases and back-offs have to end, and the last jobs have to be uploaded. What is given up after a
 * Complete without a response waits for ten minutes, in which that may still be carried out.
 */
const JOBS_END_WITHIN_MS = 10 * MINUTE_MS + 150_000;

type Stage = {
  readonly watch: StoreWatch;
  readonly traffic: Traffic;
  readonly uploads: OpenUploads;
  readonly checks: ObjectChecks;
  readonly submissions: Submissions;
  readonly faultInjection: FaultInjection;
  /** What came from in between, and not from the store. */
  readonly strangers: { proxyPages: number; deadConnections: number };
};

/** Submits jobs to a cluster while it is beaten, lets it finalize, and judges what is left. */
export async function assault(
  cluster: Cluster,
  plan: AssaultPlan,
  signal: AbortSignal,
): Promise<Verdict> {
  await using cleanUp = new AsyncDisposableStack();
  const stage = await setStage(cluster, plan, cleanUp);
  const progress = startLoop({
    everyMs: PROGRESS_MS,
    run: async () => plan.say(progressOf(stage)),
    onError: (error) => plan.say(String(error)),
  });
  cleanUp.defer(() => progress.stop());

  await beat(stage, plan, signal);
  plan.say("no more blows: waiting for the jobs to end");
  stage.watch.endFaults();
  plan.web.endFaults();
  await stage.faultInjection.untilAllAreBack(signal);
  await stage.submissions.untilEnded(JOBS_END_WITHIN_MS, signal);
  plan.say("the jobs have ended: waiting for the uploads to end");
  const openUploads = await stage.uploads.untilNone(stage.watch.control, signal);
  for (const key of stage.checks.keys) {
    stage.checks.ask(key);
  }
  await stage.checks.untilIdle();
  signal.throwIfAborted();

  const { all } = stage.submissions;
  const findings = judge(all, stage.checks.looks);
  const report = makeReport({
    ...plan,
    submissions: all,
    looks: stage.checks.looks,
    findings,
    kills: stage.faultInjection.kills,
    faults: {
      ...plan.web.faults,
      proxyPages: plan.web.faults.proxyPages + stage.strangers.proxyPages,
      deadConnections: plan.web.faults.deadConnections + stage.strangers.deadConnections,
      clockSteps: stage.faultInjection.clockSteps,
      misconfiguredWorkers: plan.misconfiguredWorkers,
    },
    openUploads: openUploads.length,
    traffic: stage.traffic.figures(),
  });
  return { report, findings, openUploads };
}

async function setStage(
  cluster: Cluster,
  plan: AssaultPlan,
  cleanUp: AsyncDisposableStack,
): Promise<Stage> {
  const { seed, sources, web, clockFolder, bytesPerSecond, redisFsync, topology, log, say } = plan;
  const connections = createConnections(await readConnectionsFile(cluster.configPath), {
    environment: cluster.environment,
    secrets: new Set(),
    clock: systemClock,
  });
  cleanUp.defer(() => connections.close());
  const traffic = new Traffic();
  const strangers = { proxyPages: 0, deadConnections: 0 };
  const uploads = new OpenUploads();
  const lossesMs: number[] = [];
  const checks = new ObjectChecks({
    store: connections.source("local"),
    onBad: (key, detail) => say(`CORRUPT ${key}: ${detail}`),
    log,
  });
  const submissions = new Submissions({
    client: createClient({ baseUrl: cluster.apiUrl }),
    sources,
    random: seededRandom(seed + 1),
    bytesPerSecond,
    hasLostDataSince: (atMs) => lossesMs.some((lossMs) => lossMs >= atMs),
    onKey: (key, source) => checks.expect(key, source),
    onEnd: (key) => checks.ask(key),
    log,
  });
  const watch = new StoreWatch({
    store: cluster.member("store"),
    storeUrl: cluster.storeUrl,
    seed,
    onRequests: (entries) => {
      traffic.add(entries);
      uploads.add(entries);
      for (const { call, key, faultId } of entries) {
        const stranger = strangerOf(faultId ?? "");
        if (stranger !== undefined) {
          strangers[stranger] += 1;
        }
        if (call === "CompleteMultipartUpload" || call === "PutObject") {
          checks.ask(key);
        }
      }
    },
    onRestart: () => {
      // It is unknown what it wrote last: everything that may have been in progress is looked at.
      for (const { key, end } of submissions.all) {
        if (end === undefined) {
          checks.ask(key);
        }
      }
    },
  });
  cleanUp.defer(() => watch.stop());
  cleanUp.defer(() => submissions.stop());
  cleanUp.defer(() => checks.stop());
  const faultInjection = new FaultInjection({
    cluster,
    topology,
    random: seededRandom(seed + 2),
    onWorkerKill: (atMs) => traffic.noteWorkerKill(atMs),
    onLoss: (kind, atMs) => {
      // With `always` every write that was answered survives the process.
      if (kind !== "redis" || redisFsync === "everysec") {
        lossesMs.push(atMs);
      }
    },
    storm: (pick, isOn) => (isOn ? watch.beginStorm(pick) : watch.endStorm(pick)),
    flap: (pick) => {
      const shown = sources.filter(({ connection }) => connection === "web");
      web.flap(shown[Math.floor(pick * shown.length)]?.name ?? "");
    },
    clockFolder,
    log,
  });
  return { watch, traffic, uploads, checks, submissions, faultInjection, strangers };
}

/** Jobs and blows until the time is over. No process is stopped when this resolves, but some may be dead. */
async function beat(
  { submissions, faultInjection, traffic }: Stage,
  { minutes, mostMinutes, leastRecovered, seed, killsPerMinute }: AssaultPlan,
  signal: AbortSignal,
): Promise<void> {
  const over = new AbortController();
  const ending = AbortSignal.any([over.signal, signal]);
  const dealing = faultInjection.deal(
    blowsOf({ minutes, mostMinutes, seed, killsPerMinute }),
    ending,
  );
  const submitting = submissions.submitUntil(ending);
  try {
    // Whichever fails ends the run; none of them ends by itself.
    const enough = async () => {
      await pause(minutes * MINUTE_MS, ending);
      const endMs = systemClock.nowMs() + (mostMinutes - minutes) * MINUTE_MS;
      const isEnough = () => traffic.figures().recoverySeconds.length >= leastRecovered;
      while (!ending.aborted && !isEnough() && systemClock.nowMs() < endMs) {
        await pause(LOOK_EVERY_MS, ending);
      }
    };
    await Promise.race([enough(), Promise.all([dealing, submitting])]);
  } finally {
    over.abort();
    await Promise.allSettled([dealing, submitting]);
  }
  signal.throwIfAborted();
}

/** The schedule of its minutes, and further ones like it for as long as the run may continue. */
function blowsOf({
  minutes,
  mostMinutes,
  seed,
  killsPerMinute,
}: Pick<AssaultPlan, "minutes" | "mostMinutes" | "seed" | "killsPerMinute">): readonly Blow[] {
  const durationMs = minutes * MINUTE_MS;
  const rounds = Math.ceil(mostMinutes / minutes);
  return Array.from({ length: rounds }, (_, round) =>
    makeSchedule({ seed: seed + round, durationMs, killsPerMinute }).map((blow) => ({
      ...blow,
      atMs: blow.atMs + round * durationMs,
    })),
  ).flat();
}

function progressOf({ submissions, faultInjection, checks, traffic }: Stage): string {
  const ended = submissions.all.filter(({ end }) => end !== undefined).length;
  const gibs = (traffic.figures().receivedBytes / 1024 ** 3).toFixed(2);
  return `${ended} jobs ended, ${submissions.inFlight} in flight, ${killCount(faultInjection)} kills, ${gibs} GiB, ${checks.looks.size} objects looked at`;
}
