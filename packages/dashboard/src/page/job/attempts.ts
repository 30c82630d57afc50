// Who tried which part when, and what came of it.

import type { PartView } from "@penstock/wire";

export type Attempt = {
  readonly part: number;
  readonly worker: string;
  readonly fromMs: number;
  /** Of a failed attempt only its end is known: it is the same then. */
  readonly toMs: number;
  readonly bytes: number;
  /** Why it failed; left out: the part was stored. */
  readonly cause?: { readonly code: string; readonly message: string };
  readonly requestId?: string;
};

/** The newest first. */
export function attemptsOf(parts: readonly PartView[]): readonly Attempt[] {
  return parts
    .flatMap((part) => [...failedOf(part), ...storedOf(part)])
    .sort((one, other) => other.toMs - one.toMs);
}

function failedOf({ number, failures }: PartView): readonly Attempt[] {
  return failures.map(({ at, process, cause, requestId }) => ({
    ...{ part: number, worker: process, bytes: 0, cause },
    ...{ fromMs: Date.parse(at), toMs: Date.parse(at) },
    ...(requestId !== null && { requestId }),
  }));
}

function storedOf(part: PartView): readonly Attempt[] {
  const { number, worker, startedAt, endedAt, lengthBytes } = part;
  if (worker === null || startedAt === null || endedAt === null) {
    return [];
  }
  return [
    {
      ...{ part: number, worker, bytes: lengthBytes },
      ...{ fromMs: Date.parse(startedAt), toMs: Date.parse(endedAt) },
    },
  ];
}

export type Lane = { readonly worker: string; readonly slots: readonly (readonly Attempt[])[] };

/** Of each worker as many lines as it had attempts at once, so that none covers another one. */
export function lanesOf(attempts: readonly Attempt[]): readonly Lane[] {
  const byWorker = Map.groupBy(attempts, ({ worker }) => worker);
  return [...byWorker]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([worker, own]) => ({ worker, slots: slotsOf(own) }));
}

function slotsOf(attempts: readonly Attempt[]): readonly (readonly Attempt[])[] {
  const slots: { endMs: number; attempts: Attempt[] }[] = [];
  for (const attempt of attempts.toSorted((one, other) => one.fromMs - other.fromMs)) {
    const free = slots.find(({ endMs }) => endMs <= attempt.fromMs);
    if (free === undefined) {
      slots.push({ endMs: attempt.toMs, attempts: [attempt] });
    } else {
      free.endMs = attempt.toMs;
      free.attempts.push(attempt);
    }
  }
  return slots.map((slot) => slot.attempts);
}
