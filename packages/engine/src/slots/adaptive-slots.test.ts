import { seededRandom } from "@penstock/testkit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AdaptiveSlots, afterSample, type SlotSample, startSlots } from "./adaptive-slots.ts";

/** Of one slot that nothing hinders. */
const SLOT_RATE = 10;
const MOST = 64;
/** Samples until it has to have found its place: some 50 looks at one number of slots. */
const SETTLED = 150;

/** What so many slots move, in multiples of what one moves, at the nth sample. */
type Model = (slots: number, sample: number) => number;

function busy(goodputBytesPerSecond: number): SlotSample {
  return { goodputBytesPerSecond, isBusy: true };
}

const IDLE: SlotSample = { goodputBytesPerSecond: 0, isBusy: false };

type Course = { readonly slots: readonly number[]; readonly end: AdaptiveSlots };

/** Closes the loop: what it does decides what it sees next. */
function follow(
  model: Model,
  {
    samples = 600,
    most = MOST,
    noise = 0,
    seed = 1,
    from = startSlots(most),
  }: {
    readonly samples?: number;
    readonly most?: number;
    readonly noise?: number;
    readonly seed?: number;
    readonly from?: AdaptiveSlots;
  } = {},
): Course {
  const random = seededRandom(seed);
  const slots: number[] = [];
  let state = from;
  for (let sample = 0; sample < samples; sample += 1) {
    slots.push(state.slots);
    const spread = 1 + noise * (2 * random.unit() - 1);
    state = afterSample(state, busy(SLOT_RATE * model(state.slots, sample) * spread));
  }
  return { slots, end: state };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Which share of the most that can be moved was moved, over these samples. */
function share(slots: readonly number[], model: Model, best: number): number {
  return mean(slots.map((each, index) => model(each, index))) / best;
}

/** More connections than the link takes give nothing, or take some away. */
function link(knee: number, lossPerSlot = 0): Model {
  return (slots) => Math.min(slots, knee) - Math.max(0, slots - knee) * lossPerSlot;
}

describe("afterSample", () => {
  test.each([
    ["1 slot saturates", 1, 0],
    ["3 slots saturate", 3, 0],
    ["8 slots saturate", 8, 0],
    ["20 slots saturate", 20, 0],
    ["12 slots saturate and each further one harms", 12, 0.3],
  ])("settles where %s the link", (_, knee, lossPerSlot) => {
    const model = link(knee, lossPerSlot);

    const settled = follow(model).slots.slice(SETTLED);

    expect(share(settled, model, knee)).toBeGreaterThan(0.95);
    expect(mean(settled)).toBeLessThan(knee * 1.25 + 0.5);
  });

  test("takes all that memory allows where every connection brings as much as the last", () => {
    const { slots } = follow((count) => count, { most: 48, samples: 300 });

    expect(slots.indexOf(48)).toBeLessThan(25);
    expect(mean(slots.slice(SETTLED))).toBeGreaterThan(46);
    expect(Math.max(...slots)).toBe(48);
  });

  test("stays with few slots where the core is full", () => {
    // The second slot hides the first one's waiting; further ones cost switches.
    const model: Model = (slots) => 2 / (1 / Math.min(slots, 2) + 0.002 * slots);

    const settled = follow(model).slots.slice(SETTLED);

    expect(mean(settled)).toBeLessThan(4);
    expect(Math.min(...settled)).toBeGreaterThanOrEqual(1);
  });

  test("finds the knee through noise of 20 % and does not swing far about it", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), fc.nat(), (knee, seed) => {
        const model = link(knee);

        const { slots } = follow(model, { noise: 0.2, seed });
        const settled = slots.slice(SETTLED);

        expect(share(settled, model, knee)).toBeGreaterThan(0.85);
        expect(mean(settled)).toBeLessThan(knee * 1.4 + 1);
        const moves = settled.filter((each, index) => each !== (settled[index + 1] ?? each));
        expect(moves.length / settled.length).toBeLessThan(0.3);
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  test("follows a capacity that drops to a third and comes back", () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const model: Model = (slots, sample) =>
          Math.min(slots, sample >= 200 && sample < 400 ? 8 : 24);

        const { slots } = follow(model, { noise: 0.2, seed, samples: 800 });

        expect(mean(slots.slice(320, 400))).toBeLessThan(14);
        expect(share(slots.slice(600), (each) => Math.min(each, 24), 24)).toBeGreaterThan(0.8);
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  test("neither adds slots nor takes any while there is too little to do", () => {
    const found = follow(link(20)).end;
    let state = found;

    for (let sample = 0; sample < 100; sample += 1) {
      state = afterSample(state, IDLE);
    }

    expect(state.slots).toBeLessThanOrEqual(found.slots);
    expect(state.slots).toBeGreaterThan(15);
  });

  test("takes back slots whose worth could not be seen", () => {
    let state = follow((slots) => slots, { samples: 3 }).end;
    expect(state.slots).toBe(12);

    for (let sample = 0; sample < 8; sample += 1) {
      state = afterSample(state, IDLE);
    }

    expect(state.slots).toBe(8);
  });

  test("waits for the in-flight limit to follow before it takes slots back", () => {
    let state = follow((slots) => slots, { samples: 3 }).end;

    for (let sample = 0; sample < 7; sample += 1) {
      state = afterSample(state, IDLE);
    }

    expect(state.slots).toBe(12);
    expect(follow((slots) => slots, { samples: 3, from: state }).end.slots).toBe(18);
  });

  test("keeps its bounds whatever it sees", () => {
    const sample = fc.record({
      goodputBytesPerSecond: fc.double({ min: 0, max: 1e10, noNaN: true }),
      isBusy: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 256 }), fc.array(sample), (most, samples) => {
        let state = startSlots(most);
        for (const each of samples) {
          state = afterSample(state, each);
          expect(Number.isInteger(state.slots)).toBe(true);
          expect(state.slots).toBeGreaterThanOrEqual(1);
          expect(state.slots).toBeLessThanOrEqual(most);
        }
      }),
    );
  });
});
