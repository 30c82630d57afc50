import type { Child, Member } from "@penstock/cli/cluster";
import type { JournalEntry } from "@penstock/cos-emulator";
import { type Loop, startLoop } from "@penstock/process";
import { faultRules } from "./fault-rules.ts";
import { type StoreControl, storeControl } from "./store-control.ts";

type Request = {
  readonly store: Member;
  readonly storeUrl: string;
  readonly seed: number;
  /** Hears of every request once. */
  readonly onRequests: (entries: readonly JournalEntry[]) => void;
  /** A life of the store has ended, and with it the unread part of its journal. */
  readonly onRestart: () => void;
};

/** What a kill of the store loses of its journal at most. */
const POLL_MS = 200;

/** Reads the store's journal in all its lives, and sees to it that it has the faults it should have. */
export class StoreWatch {
  readonly control: StoreControl;
  readonly #request: Request;
  readonly #loop: Loop;
  #life: Child | undefined;
  #seq = 0;
  #installs = 0;
  /** Undefined: no faults at all. */
  #storms: readonly number[] | undefined = [];
  #hasFaults = false;

  constructor(request: Request) {
    this.#request = request;
    this.control = storeControl(request.storeUrl);
    // The store is away now and then: the next look may succeed.
    const onError = () => undefined;
    this.#loop = startLoop({ everyMs: POLL_MS, run: () => this.#poll(), onError });
  }

  beginStorm(pick: number): void {
    this.#setStorms([...(this.#storms ?? []), pick]);
  }

  endStorm(pick: number): void {
    this.#setStorms(this.#storms?.filter((other) => other !== pick));
  }

  /** From now on the store does as it is asked. */
  endFaults(): void {
    this.#setStorms(undefined);
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  #setStorms(storms: readonly number[] | undefined): void {
    this.#storms = storms;
    this.#hasFaults = false;
  }

  async #poll(): Promise<void> {
    const life = this.#request.store.child();
    if (life !== this.#life) {
      const isRestart = this.#life !== undefined;
      this.#life = life;
      this.#seq = 0;
      this.#hasFaults = false;
      if (isRestart) {
        this.#request.onRestart();
      }
    }
    if (!this.#hasFaults) {
      const storms = this.#storms;
      this.#installs += 1;
      const seed = this.#request.seed + this.#installs;
      await this.control.setFaults(storms === undefined ? [] : faultRules(seed, storms));
      this.#hasFaults = this.#storms === storms && this.#request.store.child() === life;
    }
    const entries = await this.control.journalAfter(this.#seq);
    if (this.#request.store.child() === life) {
      this.#seq = entries.at(-1)?.seq ?? this.#seq;
      this.#request.onRequests(entries);
    }
  }
}
