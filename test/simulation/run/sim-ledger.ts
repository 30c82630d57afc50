import {
  type Clock,
  type DispatchResponse,
  type Ledger,
  type PartReport,
  PenstockError,
  type StopSignal,
} from "@penstock/core";
import { interceptLedger, MemoryLedger } from "@penstock/testkit";
import { goodTrip, lostTrip, request, type Trip, unansweredTrip } from "./request.ts";
import type { Ground, SimProcess } from "./sim-process.ts";

type Call = { readonly name: string; readonly args: readonly unknown[]; readonly atMs: number };

const READS =
  /\.(read|list|cancelling$|failures|uploadedParts|tenants|openUploads|changedTransfers|liveWorkers|liveProcesses|work$)/;
const USUAL_MS = 1;

/** Sees every call that took effect, in their order. */
export type LedgerWatch = {
  readonly onSent: (process: SimProcess, name: string, args: readonly unknown[]) => void;
  readonly onCall: (name: string, args: readonly unknown[], result: unknown) => Promise<void>;
  readonly onStopped: (signal: StopSignal) => void;
  /** It does not know any more what it knew. */
  readonly onLoss: () => void;
};

/** One Redis: it can be away, be emptied, or fall back to what it knew a while ago. */
export class SimLedger {
  readonly #ground: Ground;
  readonly #watch: LedgerWatch;
  readonly #clock: Clock;
  #replayedMs: number | undefined;
  #calls: Call[] = [];
  #awayUntilMs = 0;
  #truth: MemoryLedger;

  constructor(ground: Ground, watch: LedgerWatch) {
    this.#ground = ground;
    this.#watch = watch;
    this.#clock = { nowMs: () => this.#replayedMs ?? ground.scheduler.nowMs() };
    this.#truth = this.#open();
  }

  /** Past all trouble, for the oracle. */
  get truth(): MemoryLedger {
    return this.#truth;
  }

  get isAway(): boolean {
    return this.#ground.scheduler.nowMs() < this.#awayUntilMs;
  }

  goAway(forMs: number): void {
    this.#awayUntilMs = this.#ground.scheduler.nowMs() + forMs;
  }

  flush(): void {
    this.#calls = [];
    this.#truth.flush();
    this.#watch.onLoss();
  }

  /** Forgets its last calls, as a replica that was promoted does. */
  async fallBack(calls: number): Promise<void> {
    this.#calls = this.#calls.slice(0, Math.max(0, this.#calls.length - calls));
    const past = new MemoryLedger(this.#clock);
    for (const { name, args, atMs } of this.#calls) {
      this.#replayedMs = atMs;
      await callPort(past, name, args);
    }
    this.#replayedMs = undefined;
    this.#truth = past;
    void past.onStopped((signal) => this.#watch.onStopped(signal));
    this.#watch.onLoss();
  }

  /** As one process sees it. */
  port(process: SimProcess, tripOf: (name: string) => Trip = () => this.trip()): Ledger {
    return interceptLedger(this.#truth, ({ name, args }) => {
      this.#watch.onSent(process, name, args);
      return request(process, {
        what: `ledger.${name}`,
        trip: tripOf(name),
        effect: () => this.#run(name, args),
      });
    });
  }

  /** A way to Redis and back, also for the queues in it. */
  trip(): Trip {
    const { swarm } = this.#ground;
    const away = () => new PenstockError("ledger-unavailable", "the ledger is away");
    if (this.isAway || swarm.strikes("the ledger is unavailable")) {
      return lostTrip(this.#ground, away());
    }
    const trip = goodTrip(this.#ground, USUAL_MS);
    return swarm.strikes("the ledger's response is lost") ? unansweredTrip(trip, away()) : trip;
  }

  async #run(name: string, args: readonly unknown[]): Promise<unknown> {
    const result = await callPort(this.#truth, name, args);
    if (!READS.test(name)) {
      this.#calls.push({ name, args, atMs: this.#clock.nowMs() });
      const saved = savedBy(name, args, result);
      if (saved !== undefined) {
        await this.#watch.onCall("transfers.save", saved, true);
      }
      await this.#watch.onCall(name, args, result);
    }
    return result;
  }

  #open(): MemoryLedger {
    const ledger = new MemoryLedger(this.#clock);
    void ledger.onStopped((signal) => this.#watch.onStopped(signal));
    return ledger;
  }
}

/** The report of a proved PUT stores its transfer, as a `save` would. */
function savedBy(
  name: string,
  args: readonly unknown[],
  result: unknown,
): readonly unknown[] | undefined {
  const isStored = name === "parts.dispatch" && (result as DispatchResponse).isStored;
  const proved = isStored ? (args[1] as PartReport).put : undefined;
  return proved && [proved.previous, proved.next, proved.receipt];
}

/** A method of one of its ports, as in `transfers.save`. */
function callPort(ledger: Ledger, name: string, args: readonly unknown[]): Promise<unknown> {
  const [port = "", method = ""] = name.split(".");
  return invoke(Object(Reflect.get(ledger, port)), method, args);
}

/** A port whose every method goes through `call`. */
export function remote<Port extends object>(
  like: Port,
  call: (name: string, args: readonly unknown[]) => Promise<unknown>,
): Port {
  return new Proxy(like, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      return typeof member === "function"
        ? (...args: readonly unknown[]) => call(String(name), args)
        : member;
    },
  });
}

/** A method of a port by its name. */
export async function invoke(
  port: object,
  name: string,
  args: readonly unknown[],
): Promise<unknown> {
  const method: unknown = Reflect.get(port, name);
  if (typeof method !== "function") {
    throw new Error(`${name} is no method`);
  }
  return Reflect.apply(method, port, args);
}
