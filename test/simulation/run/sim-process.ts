import type { Random } from "@penstock/core";
import { between } from "./chance.ts";
import type { Scheduler } from "./scheduler.ts";
import type { Swarm } from "./swarm.ts";

/** What everything in a run shares. */
export type Ground = {
  readonly scheduler: Scheduler;
  readonly swarm: Swarm;
  readonly random: Random;
  /** How much longer everything takes than on a good day. */
  readonly slowness: number;
};

/** A lease lasts 15 s, so most of these outlast one. */
const PAUSE_MS = { least: 12_000, most: 40_000 } as const;
const RESTART_MS = { least: 500, most: 8_000 } as const;

/**
 * A process that can be killed or stopped at every await of its code: all that it waits for comes
 * through `after`, which drops what a dead one was waiting for and holds back what a stopped one was.
 */
export class SimProcess {
  readonly name: string;
  readonly ground: Ground;
  readonly #onDeath: (() => void)[] = [];
  readonly #onBirth: (() => void)[] = [];
  #life = 0;
  #isUp = false;
  #pausedUntilMs = 0;

  constructor(name: string, ground: Ground) {
    this.name = name;
    this.ground = ground;
  }

  /** Grows with every restart: what was begun in an earlier one is gone. */
  get life(): number {
    return this.#life;
  }

  get isRunning(): boolean {
    return this.#isUp && this.ground.scheduler.nowMs() >= this.#pausedUntilMs;
  }

  onBirth(listener: () => void): void {
    this.#onBirth.push(listener);
  }

  onDeath(listener: () => void): void {
    this.#onDeath.push(listener);
  }

  start(): void {
    this.#isUp = true;
    this.#pausedUntilMs = 0;
    for (const listener of this.#onBirth) {
      listener();
    }
  }

  /** @param life the one that waits: a response to a dead one is lost */
  after(delayMs: number, what: string, run: () => void, life: number = this.#life): void {
    const resume = () => {
      if (life !== this.#life) {
        return;
      }
      const restMs = this.#pausedUntilMs - this.ground.scheduler.nowMs();
      if (restMs > 0) {
        this.ground.scheduler.after(restMs, `${this.name}: ${what}, woken`, resume);
      } else {
        run();
      }
    };
    this.ground.scheduler.after(delayMs, `${this.name}: ${what}`, resume);
  }

  /** Kills it, if its fate is such; true then: nothing of it may continue. */
  mayDie(when: "before" | "after"): boolean {
    const isHit = this.ground.swarm.strikes(`a process dies ${when} a call`);
    if (isHit) {
      this.#die();
    }
    return isHit;
  }

  mayPause(): void {
    const { swarm, scheduler, random } = this.ground;
    if (swarm.strikes("a process stands still past its leases")) {
      const forMs = Math.round(between(random, PAUSE_MS.least, PAUSE_MS.most));
      this.#pausedUntilMs = scheduler.nowMs() + forMs;
      scheduler.note(`${this.name} stands still for ${forMs} ms`);
    }
  }

  #die(): void {
    const { scheduler, random } = this.ground;
    this.#life += 1;
    this.#isUp = false;
    scheduler.note(`${this.name} is killed`);
    for (const listener of this.#onDeath) {
      listener();
    }
    const restMs = between(random, RESTART_MS.least, RESTART_MS.most);
    scheduler.after(restMs, `${this.name} starts again`, () => this.start());
  }
}
