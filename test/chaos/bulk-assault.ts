import { connectRedis } from "@penstock/adapter-redis";
import type { Cluster } from "@penstock/cli/cluster";
import type { FaultRule } from "@penstock/cos-emulator";
import { startLoop, systemClock } from "@penstock/process";
import { seededRandom, silentLog } from "@penstock/testkit";
import { type BulkBlow, type BulkRole, bulkBlows, dealByProgress } from "./bulk-blows.ts";
import type { BulkJob } from "./bulk-job.ts";
import type { BulkPuts } from "./bulk-puts.ts";
import type { BulkSources } from "./bulk-sources.ts";
import { oneOf } from "./chance.ts";
import { storeControl } from "./store-control.ts";

type Plan = {
  readonly job: BulkJob;
  readonly puts: BulkPuts;
  readonly sources: BulkSources;
  readonly seed: number;
  readonly log: (line: string) => void;
  readonly say: (line: string) => void;
};

type Blows = { readonly kills: number; readonly flushes: number; readonly heldAtFlush: number };

/** Leases of killed workers have to end, several times over. */
const RECORDED_WITHIN_MS = 8 * 60_000;
const MS_PER_OBJECT = 15;
const SAY_EVERY_MS = 10_000;
const POLL_MS = 200;
/** So that a small job does not end before the blows. */
const PUT_TAKES_MS = 40;

/** Beats a job to its end. Resolves once all its rows are in the journal. */
export async function beatBulk(cluster: Cluster, plan: Plan, signal: AbortSignal): Promise<Blows> {
  const { job, puts, sources, seed, say } = plan;
  await using cleanUp = new AsyncDisposableStack();
  const control = storeControl(cluster.storeUrl);
  await control.setFaults(storeRules(sources));
  let seq = 0;
  const poll = async () => {
    const entries = await control.journalAfter(seq);
    seq = entries.at(-1)?.seq ?? seq;
    puts.add(entries);
  };
  const onError = (error: unknown) => plan.log(String(error));
  const watch = startLoop({ everyMs: POLL_MS, run: poll, onError });
  cleanUp.defer(() => watch.stop());
  const talk = startLoop({
    everyMs: SAY_EVERY_MS,
    run: async () => say(progressText(job)),
    onError,
  });
  cleanUp.defer(() => talk.stop());

  const done = { kills: 0, flushes: 0, heldAtFlush: 0 };
  const random = seededRandom(seed + 1);
  await dealByProgress(
    bulkBlows(seed),
    () => progressOf(job, sources.names.length),
    async (blow: BulkBlow) => {
      if (blow.kind === "flush") {
        done.heldAtFlush = await flush(cluster, puts, plan.log);
        done.flushes += 1;
      } else {
        const members = cluster.members.filter(({ name }) => isOf(name, blow.role));
        const member = oneOf(members, random);
        plan.log(`kill ${member.name} (pid ${member.child().pid})`);
        member.child().kill("SIGKILL");
        done.kills += 1;
      }
      say(`${blow.kind === "flush" ? "FLUSHALL" : `kill ${blow.role}`}: ${progressText(job)}`);
    },
    signal,
  );
  const limitMs = RECORDED_WITHIN_MS + sources.names.length * MS_PER_OBJECT;
  await job.untilRecorded(limitMs, signal);
  await poll();
  return done;
}

function isOf(name: string, role: BulkRole): boolean {
  return name === role || name.startsWith(`${role}-`);
}

/** Both the list and what is done of it count, since some kills are to hit the list. */
function progressOf({ last }: BulkJob, objects: number): number {
  if (last === undefined) {
    return 0;
  }
  const { transfersTotal, transfersPending } = last.progress;
  return (transfersTotal + transfersTotal - transfersPending) / (2 * objects);
}

function progressText({ last }: BulkJob): string {
  if (last === undefined) {
    return "not seen yet";
  }
  const { progress, state, list, health } = last;
  return `${state} (${health}), ${progress.transfersStored} stored, ${progress.transfersSkipped} skipped, ${progress.transfersFailed} failed of ${progress.transfersTotal}${list?.isComplete === true ? "" : " so far"}`;
}

async function flush(
  cluster: Cluster,
  puts: BulkPuts,
  log: (line: string) => void,
): Promise<number> {
  const redis = connectRedis(cluster.redisUrl, { role: "service", log: silentLog });
  try {
    const held = await redis.zcard("penstock:{default}:batchPermits");
    log(`FLUSHALL with ${held} batches in flight`);
    puts.noteFlush(systemClock.nowMs());
    await redis.flushall();
    return held;
  } finally {
    redis.disconnect();
  }
}

function storeRules({ refused }: BulkSources): readonly FaultRule[] {
  const rejections = [...refused].map((key): FaultRule => {
    const fault = { kind: "refuse-before-body", status: 400, code: "InvalidArgument" } as const;
    return { on: { call: "PutObject", key }, probability: 1, fault };
  });
  const fault = { kind: "stall-response", ms: PUT_TAKES_MS } as const;
  return [...rejections, { on: { call: "PutObject" }, probability: 1, fault }];
}
