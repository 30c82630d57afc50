/** Where the time of a part goes, or that of an object of a batch, in the order in which it passes. */
export const PHASES = ["queueMs", "firstByteMs", "readMs", "sendMs", "responseMs"] as const;

export type Phase = (typeof PHASES)[number];

export type Phases = Readonly<Record<Phase, number>>;

export const NO_TIME: Phases = {
  queueMs: 0,
  firstByteMs: 0,
  readMs: 0,
  sendMs: 0,
  responseMs: 0,
};

/** @param weight of the second one */
export function sumOfPhases(one: Phases, other: Phases, weight = 1): Phases {
  return {
    queueMs: one.queueMs + other.queueMs * weight,
    firstByteMs: one.firstByteMs + other.firstByteMs * weight,
    readMs: one.readMs + other.readMs * weight,
    sendMs: one.sendMs + other.sendMs * weight,
    responseMs: one.responseMs + other.responseMs * weight,
  };
}

/** From the first request to the last response. */
export function movingMs({ firstByteMs, readMs, sendMs, responseMs }: Phases): number {
  return firstByteMs + readMs + sendMs + responseMs;
}

/** Of one endpoint: so much of the time that moving takes makes it what the others wait for. */
const MOST_OF_IT = 0.65;

/** What bytes wait for while they are moved; undefined where nothing was moved. */
export function boundOfPhases(phases: Phases): "source" | "link" | "store" | undefined {
  const totalMs = movingMs(phases);
  if (totalMs <= 0) {
    return undefined;
  }
  const sourceShare = (phases.firstByteMs + phases.readMs) / totalMs;
  if (sourceShare >= MOST_OF_IT) {
    return "source";
  }
  return 1 - sourceShare >= MOST_OF_IT ? "store" : "link";
}
