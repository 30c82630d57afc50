/** What a worker saw while it carried about as many parts as it has slots. */
export type SlotSample = {
  /** Bytes of parts that were uploaded, per second. */
  readonly goodputBytesPerSecond: number;
  /** False: there was too little to do to say what the slots are worth. */
  readonly isBusy: boolean;
};

type Level = { readonly slots: number; readonly goodput: number };

/**
 * - `measuring`: what this number of slots moves. Enters `trying` when that is known, after a rest.
 * - `trying`: another number of slots, beside what `base` moved. Continues from there if it is worth more
 *   by `worth`, else back to `base`.
 */
type Phase =
  | {
      readonly kind: "measuring";
      readonly restLevels: number;
      /** What the same slots moved before the rest. */
      readonly before: number | undefined;
    }
  | { readonly kind: "trying"; readonly base: Level };

/** The slots of a worker that looks for the right number itself. */
export type AdaptiveSlots = {
  /** How many parts it uploads at once from now on. */
  readonly slots: number;
  readonly most: number;
  readonly phase: Phase;
  readonly direction: "up" | "down";
  /** True until more slots were worth nothing for the first time: until then the steps are larger. */
  readonly isStarting: boolean;
  /** How many trials in a row led nowhere. */
  readonly unusedTrials: number;
  /** Goodputs at this number of slots. */
  readonly seen: readonly number[];
  /** Samples in a row that said nothing. */
  readonly idleSamples: number;
};

/** Enough to keep a near link busy, and to tell what the next ones bring. */
const FIRST_SLOTS = 8;
/** Averages out noise of 20 % well enough to see a step of a quarter. */
const SAMPLES_PER_LEVEL = 3;
/**
 * What slots cost: goodput counts divided by slots to this power. At 0 nothing would ever lead back down; at
 * 1 nothing up. Half as many slots again are worth it if they move at least 14 % more.
 */
const PRICE = 1 / 3;
const STEP = 0.25;
const FIRST_STEP = 0.5;
/** A rest is over early when the same slots move so much more or less than before. */
const CHANGED_FACTOR = 1.3;
const LONGEST_REST_LEVELS = 8;
/** Coordinators raise the in-flight limit within 5 s; samples take a second or more. */
const PATIENCE_SAMPLES = 8;

/** @param most at least 1: what memory and the setting allow */
export function startSlots(most: number): AdaptiveSlots {
  return {
    slots: Math.min(FIRST_SLOTS, most),
    most,
    phase: MEASURING,
    direction: "up",
    isStarting: true,
    unusedTrials: 0,
    seen: [],
    idleSamples: 0,
  };
}

const MEASURING: Phase = { kind: "measuring", restLevels: 0, before: undefined };

/**
 * The next number of slots, from 1 to `most`. It climbs while more slots move more bytes, steps down
 * while fewer move nearly as many, and rests longer and longer where neither is so. A store that throttles takes no slot
 * away: less of it is claimed. A sample that says nothing changes nothing, and never adds a slot.
 */
export function afterSample(state: AdaptiveSlots, sample: SlotSample): AdaptiveSlots {
  if (!sample.isBusy) {
    return afterIdling(state);
  }
  const seen = [...state.seen, sample.goodputBytesPerSecond];
  if (seen.length < SAMPLES_PER_LEVEL) {
    return { ...state, seen, idleSamples: 0 };
  }
  const level: Level = { slots: state.slots, goodput: mean(seen) };
  const settled: AdaptiveSlots = { ...state, seen: [], idleSamples: 0 };
  return state.phase.kind === "measuring"
    ? afterMeasuring(settled, state.phase, level)
    : afterTrying(settled, state.phase.base, level);
}

/** What is known of a busy time says little about the next one. */
function afterIdling(state: AdaptiveSlots): AdaptiveSlots {
  const idleSamples = state.idleSamples + 1;
  if (state.phase.kind === "measuring") {
    return { ...state, seen: [], idleSamples };
  }
  return idleSamples < PATIENCE_SAMPLES
    ? { ...state, idleSamples }
    : { ...state, slots: state.phase.base.slots, phase: MEASURING, seen: [], idleSamples: 0 };
}

function afterMeasuring(
  state: AdaptiveSlots,
  { restLevels, before }: Extract<Phase, { readonly kind: "measuring" }>,
  level: Level,
): AdaptiveSlots {
  const ratio = level.goodput / (before ?? level.goodput);
  const isChanged = ratio > CHANGED_FACTOR || ratio < 1 / CHANGED_FACTOR;
  if (restLevels > 0 && !isChanged) {
    const phase: Phase = {
      kind: "measuring",
      restLevels: restLevels - 1,
      before: before ?? level.goodput,
    };
    return { ...state, phase };
  }
  return tryNext(isChanged ? { ...state, unusedTrials: 0 } : state, level);
}

function afterTrying(state: AdaptiveSlots, base: Level, level: Level): AdaptiveSlots {
  return worth(level) > worth(base)
    ? tryNext({ ...state, unusedTrials: 0 }, level)
    : rest({ ...turned(state), slots: base.slots }, base.goodput);
}

function worth({ slots, goodput }: Level): number {
  return goodput / slots ** PRICE;
}

/** Leaves `base` in the direction that is set, or in the other one where there is no room. */
function tryNext(state: AdaptiveSlots, base: Level): AdaptiveSlots {
  const step = Math.max(1, Math.round(state.slots * (state.isStarting ? FIRST_STEP : STEP)));
  const wanted = state.direction === "up" ? state.slots + step : state.slots - step;
  const slots = Math.min(state.most, Math.max(1, wanted));
  return slots === state.slots
    ? rest(turned(state))
    : { ...state, slots, phase: { kind: "trying", base } };
}

function turned(state: AdaptiveSlots): AdaptiveSlots {
  const direction = state.direction === "up" ? "down" : "up";
  return { ...state, direction, isStarting: false };
}

/** Both directions are looked at before the first rest. */
function rest(state: AdaptiveSlots, before?: number): AdaptiveSlots {
  const unusedTrials = state.unusedTrials + 1;
  const restLevels = unusedTrials < 2 ? 0 : Math.min(LONGEST_REST_LEVELS, 2 ** (unusedTrials - 2));
  return { ...state, unusedTrials, phase: { kind: "measuring", restLevels, before } };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
