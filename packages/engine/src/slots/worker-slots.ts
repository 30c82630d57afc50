import type { Clock, TaskOutcome } from "@penstock/core";
import { afterSample, startSlots } from "./adaptive-slots.ts";
import { SlotMeter } from "./slot-meter.ts";

/** A streamed part holds up to 4 MiB as well: so many of them stay within the default bound too. */
const MOST_SLOTS = 64;

/** How many parts a worker uploads at once. */
export type WorkerSlots = {
  count(): number;
  /** Carries one, and learns from how it went. */
  watch(carry: () => Promise<TaskOutcome>): Promise<TaskOutcome>;
};

type Bounds = {
  /** A number that stays, or the most that there may be. */
  readonly slots: { readonly fixed: number } | { readonly most: number };
  readonly bufferBytes: number;
};

/** Slots x `bufferBytes` never exceed what is asked for, which may be less than one buffer. */
export function slotBounds({
  slots,
  memoryBytes,
  bufferBytes,
}: {
  readonly slots: number | "auto";
  /** For the buffers of all slots together; counts for `auto` only. */
  readonly memoryBytes: number;
  readonly bufferBytes: number;
}): Bounds {
  if (slots !== "auto") {
    return { slots: { fixed: slots }, bufferBytes };
  }
  const most = Math.min(MOST_SLOTS, Math.max(1, Math.floor(memoryBytes / bufferBytes)));
  return { slots: { most }, bufferBytes: Math.min(bufferBytes, memoryBytes) };
}

/** @param onChange is waited for before the part that led to it counts as carried; must not reject */
export function openSlots(
  slots: Bounds["slots"],
  clock: Clock,
  onChange: (count: number) => Promise<void>,
): WorkerSlots {
  return "fixed" in slots
    ? { count: () => slots.fixed, watch: (carry) => carry() }
    : adaptiveSlots(slots.most, clock, onChange);
}

function adaptiveSlots(
  most: number,
  clock: Clock,
  onChange: (count: number) => Promise<void>,
): WorkerSlots {
  let state = startSlots(most);
  const meter = new SlotMeter(clock, state.slots);
  return {
    count: () => state.slots,
    watch: async (carry) => {
      const end = meter.begin();
      let outcome: TaskOutcome = { kind: "later", delayMs: 0 };
      try {
        outcome = await carry();
        return outcome;
      } finally {
        const sample = end(outcome);
        const before = state.slots;
        state = sample === undefined ? state : afterSample(state, sample);
        if (state.slots !== before) {
          meter.setSlots(state.slots);
          await onChange(state.slots);
        }
      }
    },
  };
}
