import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { connectRedis } from "@penstock/adapter-redis";
import type { Child, Cluster, Member } from "@penstock/cli/cluster";
import type { Random } from "@penstock/core";
import { systemClock } from "@penstock/process";
import { eventually, silentLog } from "@penstock/testkit";
import { pause } from "../../apps/cli/src/pause.ts";
import type { RedisNode } from "../support/redis-node.ts";
import { failOver, type Topology } from "../support/redis-topologies.ts";
import { oneOf } from "./chance.ts";
import type { Blow, Role } from "./schedule.ts";

export type Kills = { readonly [Kind in Role | "stop" | "flush"]: number };

type Request = {
  readonly cluster: Cluster;
  /** The servers of Redis, where they are several that the cluster did not start. */
  readonly topology: Topology | undefined;
  readonly random: Random;
  readonly onWorkerKill: (atMs: number) => void;
  /** What is killed or flushed in this moment. */
  readonly onLoss: (kind: "redis" | "primary" | "flush", atMs: number) => void;
  readonly storm: (pick: number, isOn: boolean) => void;
  readonly flap: (pick: number) => void;
  /** Where `step-clock.ts` looks. */
  readonly clockFolder: string;
  readonly log: (line: string) => void;
};

const LOOK_AGAIN_MS = 100;
const LONGEST_ABSENCE_MS = 5000;
/** Less than after what a server counts as gone. */
const LONGEST_BEHIND_MS = 2000;
const never = new AbortController().signal;

/** Deals out blows to the processes of a cluster. They are to be restarted by the cluster itself. */
export class FaultInjection {
  readonly #request: Request;
  readonly #kills = { worker: 0, coordinator: 0, api: 0, redis: 0, store: 0, stop: 0, flush: 0 };
  readonly #dead = new WeakSet<Child>();
  readonly #known = new WeakSet<Child>();
  readonly #stopped = new Set<Child>();
  #clockSteps = 0;
  /** One after the other: where one is away, no server is left to take over from the next one. */
  #failingOver: Promise<void> = Promise.resolve();

  constructor(request: Request) {
    this.#request = request;
  }

  get kills(): Kills {
    return this.#kills;
  }

  get clockSteps(): number {
    return this.#clockSteps;
  }

  /** Resolves when all are dealt out, or after the signal; then no process is stopped any more. */
  async deal(blows: readonly Blow[], signal: AbortSignal): Promise<void> {
    const startedAtMs = systemClock.nowMs();
    const dealt = blows.map(async (blow) => {
      await pause(blow.atMs - (systemClock.nowMs() - startedAtMs), signal);
      if (!signal.aborted) {
        await this.#strike(blow, signal);
      }
    });
    await Promise.all(dealt);
  }

  async untilAllAreBack(signal: AbortSignal): Promise<void> {
    const { members } = this.#request.cluster;
    while (members.some((member) => !this.#isAlive(member)) && !signal.aborted) {
      await pause(LOOK_AGAIN_MS, signal);
    }
  }

  async #strike(blow: Blow, signal: AbortSignal): Promise<void> {
    switch (blow.kind) {
      case "kill":
        return this.#kill(blow.role, signal);
      case "stop":
        return this.#stop(blow.role, blow.forMs, signal);
      case "flush":
        return this.#flush(signal);
      case "storm": {
        this.#request.log(`storm ${blow.pick} for ${blow.forMs} ms`);
        this.#request.storm(blow.pick, true);
        await pause(blow.forMs, signal);
        this.#request.storm(blow.pick, false);
        return;
      }
      case "clock":
        return this.#stepClock(blow, signal);
      case "flap":
        return this.#request.flap(blow.pick);
      default:
        return blow satisfies never;
    }
  }

  async #kill(role: Role, signal: AbortSignal): Promise<void> {
    const { topology } = this.#request;
    if (role === "redis" && topology !== undefined) {
      return this.#whenWhole(async () => {
        if (!signal.aborted) {
          await this.#failOver(topology);
        }
      });
    }
    const member = await this.#find(role, signal);
    if (member === undefined) {
      return;
    }
    const atMs = systemClock.nowMs();
    if (role === "worker") {
      this.#request.onWorkerKill(atMs);
    }
    if (role === "redis") {
      this.#request.onLoss(role, atMs);
    }
    const child = member.child();
    this.#request.log(`kill ${member.name} (pid ${child.pid})`);
    this.#stopped.delete(child);
    this.#dead.add(child);
    child.kill("SIGKILL");
    this.#kills[role] += 1;
  }

  #whenWhole(strike: () => Promise<void>): Promise<void> {
    this.#failingOver = this.#failingOver.then(strike);
    return this.#failingOver;
  }

  /** A primary dies with what it has not replicated, its replica takes its place, and it comes back as the replica of that one. */
  async #failOver(topology: Topology): Promise<void> {
    const { random, onLoss, log } = this.#request;
    const gone = oneOf(await primariesOf(topology), random);
    const behindMs = random.unit() * LONGEST_BEHIND_MS;
    log(`kill the primary on port ${gone.port}, its replica is behind by ${behindMs} ms`);
    await failOver(topology, gone, async () => {
      await pause(behindMs, never);
      onLoss("primary", systemClock.nowMs());
      this.#kills.redis += 1;
    });
    log(`another one took the place of the primary on port ${gone.port}`);
    await pause(random.unit() * LONGEST_ABSENCE_MS, never);
    await topology.comeBack(gone);
    log(`the server on port ${gone.port} is a replica`);
  }

  async #stop(role: "worker" | "coordinator", forMs: number, signal: AbortSignal): Promise<void> {
    const member = await this.#find(role, signal);
    if (member === undefined) {
      return;
    }
    const child = member.child();
    this.#request.log(`stop ${member.name} (pid ${child.pid}) for ${forMs} ms`);
    child.kill("SIGSTOP");
    this.#stopped.add(child);
    this.#kills.stop += 1;
    await pause(forMs, signal);
    if (this.#stopped.delete(child)) {
      child.kill("SIGCONT");
      this.#request.log(`${member.name} (pid ${child.pid}) continues`);
    }
  }

  async #stepClock(
    { role, byMs, forMs }: Extract<Blow, { readonly kind: "clock" }>,
    signal: AbortSignal,
  ): Promise<void> {
    const member = await this.#find(role, signal);
    if (member === undefined) {
      return;
    }
    const { pid } = member.child();
    const path = join(this.#request.clockFolder, String(pid));
    this.#request.log(
      `the clock of ${member.name} (pid ${pid}) is off by ${byMs} ms for ${forMs} ms`,
    );
    writeFileSync(path, String(byMs));
    this.#clockSteps += 1;
    await pause(forMs, signal);
    writeFileSync(path, "0");
  }

  async #flush(signal: AbortSignal): Promise<void> {
    const { topology } = this.#request;
    if (topology !== undefined) {
      return this.#whenWhole(() => this.#flushAll(topology));
    }
    const redis = await this.#find("redis", signal);
    if (redis === undefined) {
      return;
    }
    const { cluster, log, onLoss } = this.#request;
    log("FLUSHALL");
    const connection = connectRedis(cluster.redisUrl, { role: "service", log: silentLog });
    try {
      onLoss("flush", systemClock.nowMs());
      await connection.flushall();
      this.#kills.flush += 1;
    } finally {
      connection.disconnect();
    }
  }

  async #flushAll(topology: Topology): Promise<void> {
    const primaries = await primariesOf(topology);
    this.#request.log(`FLUSHALL on ${primaries.length} servers`);
    this.#request.onLoss("flush", systemClock.nowMs());
    await Promise.all(primaries.map((node) => node.ask("FLUSHALL")));
    this.#kills.flush += 1;
  }

  /** One that is alive and not stopped, waited for; undefined when the signal came first. */
  async #find(role: Role, signal: AbortSignal): Promise<Member | undefined> {
    const { cluster, random } = this.#request;
    const name = new RegExp(`^${role}(-\\d+)?$`);
    while (!signal.aborted) {
      const candidates = cluster.members.filter(
        (member) =>
          name.test(member.name) && this.#isAlive(member) && !this.#stopped.has(member.child()),
      );
      if (candidates.length > 0) {
        return oneOf(candidates, random);
      }
      await pause(LOOK_AGAIN_MS, signal);
    }
    return undefined;
  }

  #isAlive(member: Member): boolean {
    const child = member.child();
    if (!this.#known.has(child)) {
      this.#known.add(child);
      void child.exited.then(() => this.#dead.add(child));
    }
    return !this.#dead.has(child);
  }
}

/** Some, as soon as all who are asked agree on them. */
async function primariesOf(topology: Topology): Promise<readonly [RedisNode, ...RedisNode[]]> {
  return eventually(async () => {
    const [first, ...others] = await topology.primaries();
    return first !== undefined && ([first, ...others] as const);
  });
}
