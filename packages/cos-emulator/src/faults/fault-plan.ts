import { createHash } from "node:crypto";
import { AttemptCounter } from "../attempt-counter.ts";
import { Recent } from "../recent.ts";
import type { RequestSubject } from "../request-subject.ts";
import { type Fault, type FaultRule, makesSenseFor, parseFaultRule } from "./fault.ts";
import { RequestRate } from "./request-rate.ts";

const MAX_FIRED = 100_000;

export type FiredFault = {
  readonly ruleId: string;
  readonly kind: Fault["kind"];
  readonly atMs: number;
} & RequestSubject;

/** A rule, and what came of it. */
export type ListedRule = FaultRule & { readonly id: string; readonly fired: number };

/** A fault that is to happen to one request. */
export type DueFault = {
  readonly ruleId: string;
  readonly fault: Fault;
  /** Called when it happens. */
  fire(): void;
};

type Rule = {
  readonly id: string;
  readonly spec: FaultRule;
  readonly maxTimes: number;
  readonly attempts: AttemptCounter;
  readonly rate: RequestRate;
  fired: number;
};

/** The rules, in order: of those that fit a request the first one fires. */
export class FaultPlan {
  #rules: readonly Rule[] = [];
  #nextId = 1;
  readonly #fired = new Recent<FiredFault>(MAX_FIRED);

  /** @throws RangeError for a rule that is none, or whose id is taken */
  constructor(rules: readonly unknown[] = []) {
    this.replace(rules);
  }

  /**
   * Returns the id of the rule.
   *
   * @throws RangeError for a rule that is none, or whose id is taken
   */
  add(rule: unknown): string {
    const added = this.#ruleOf(rule, this.#rules);
    this.#rules = [...this.#rules, added];
    return added.id;
  }

  /** All of them, or none: a wrong one leaves the rules as they were. */
  replace(rules: readonly unknown[]): void {
    const made: Rule[] = [];
    for (const rule of rules) {
      made.push(this.#ruleOf(rule, made));
    }
    this.#rules = made;
  }

  clear(): void {
    this.#rules = [];
  }

  list(): readonly ListedRule[] {
    return this.#rules.map(({ id, spec, fired }) => ({ ...spec, id, fired }));
  }

  /** The latest 100 000, oldest first, of rules that are gone as well. */
  fired(): readonly FiredFault[] {
    return this.#fired.after(0);
  }

  get firedCount(): number {
    return this.#fired.count;
  }

  /** Every rule that fits counts the request, whichever of them fires. */
  take(
    subject: RequestSubject,
    { hasExpect, isReused }: { readonly hasExpect: boolean; readonly isReused: boolean },
  ): DueFault | undefined {
    const due = this.#rules
      .filter(({ spec }) => fits(spec, subject))
      .filter(({ spec }) => hasExpect || !spec.fault.kind.endsWith("-expect"))
      .filter(({ spec }) => isReused || spec.fault.kind !== "drop-reused-connection")
      .filter((rule) => isDue(rule, subject));
    const rule = due[0];
    return (
      rule && { ruleId: rule.id, fault: rule.spec.fault, fire: () => this.#fire(rule, subject) }
    );
  }

  #fire(rule: Rule, subject: RequestSubject): void {
    rule.fired += 1;
    const { kind } = rule.spec.fault;
    this.#fired.push({ ruleId: rule.id, kind, atMs: Date.now(), ...subject });
  }

  #ruleOf(value: unknown, others: readonly Rule[]): Rule {
    const spec = parseFaultRule(value);
    const id = spec.id ?? this.#newId(others);
    if (others.some((rule) => rule.id === id)) {
      throw new RangeError(`There is a fault rule "${id}" already.`);
    }
    return {
      id,
      spec,
      maxTimes: spec.times ?? (firesOnce(spec) ? 1 : Number.POSITIVE_INFINITY),
      attempts: new AttemptCounter(),
      rate: new RequestRate(),
      fired: 0,
    };
  }

  #newId(others: readonly Rule[]): string {
    for (;;) {
      const id = `fault-${this.#nextId}`;
      this.#nextId += 1;
      if (!others.some((rule) => rule.id === id)) {
        return id;
      }
    }
  }
}

/** Conditions of the store that last, unlike accidents. */
const LASTING: ReadonlySet<Fault["kind"]> = new Set(["too-slow", "slow-down", "skew-clock"]);

function firesOnce({ on, probability, fault }: FaultRule): boolean {
  return on.attempt === undefined && probability === undefined && !LASTING.has(fault.kind);
}

function fits({ on, fault }: FaultRule, subject: RequestSubject): boolean {
  return (
    makesSenseFor(fault, subject.call) &&
    (on.call === undefined || on.call === subject.call) &&
    (on.part === undefined || on.part === subject.part) &&
    (on.key === undefined || fitsKey(on.key, subject.key))
  );
}

function fitsKey(wanted: string, key: string): boolean {
  return wanted.endsWith("*") ? key.startsWith(wanted.slice(0, -1)) : key === wanted;
}

function isDue(rule: Rule, subject: RequestSubject): boolean {
  const { on, probability = 1, fault } = rule.spec;
  const isCounted = on.attempt !== undefined || probability < 1;
  const attempt = isCounted ? rule.attempts.next(subject) : 0;
  const isAbove = fault.kind !== "slow-down" || rule.rate.isAbove(fault, subject);
  return (
    isAbove &&
    rule.fired < rule.maxTimes &&
    (on.attempt === undefined || on.attempt === attempt) &&
    (probability === 1 || chance(rule.spec, subject, attempt) < probability)
  );
}

/**
 * 0 up to 1. A hash and no generator, because requests race: a storm has to hit the same ones again,
 * in whatever order they come.
 */
function chance(
  { seed = 0 }: FaultRule,
  { call, bucket, key, part = 0 }: RequestSubject,
  attempt: number,
): number {
  const name = `${seed} ${call} ${part} ${attempt} ${bucket}/${key}`;
  return createHash("sha1").update(name).digest().readUInt32BE() / 2 ** 32;
}
