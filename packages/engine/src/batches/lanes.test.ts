import { describe, expect, test } from "vitest";
import { Lanes } from "./lanes.ts";

const BUSY = () => 1;
const WAITING = () => 0;
const never = new AbortController().signal;

function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Lets what is promised by now happen. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

/** A batch whose entries last until they are told to end. */
function batch(lanes: Lanes, size: number, signal = never) {
  const begun: number[] = [];
  const running = new Map<number, (said: "go on" | "stop") => void>();
  const left = lanes.run(upTo(size), signal, (item) => {
    begun.push(item);
    return new Promise((resolve) => {
      running.set(item, (said) => {
        running.delete(item);
        resolve(said);
      });
    });
  });
  return {
    begun,
    left,
    running: () => running.size,
    /** The oldest one of those that run, unless it is said which. */
    async end(item = [...running.keys()][0] ?? -1, said: "go on" | "stop" = "go on") {
      running.get(item)?.(said);
      await settled();
    },
  };
}

/** How many run side by side once so many entries were begun. */
async function lanesAfter(looks: number, lanes: Lanes): Promise<number> {
  const one = batch(lanes, looks * 128 + 64);
  while (one.begun.length <= looks * 128) {
    await one.end();
  }
  const count = one.running();
  while (one.running() > 0) {
    await one.end();
  }
  await one.left;
  return count;
}

describe("the number of lanes", () => {
  test("grows while the process waits most of its time, up to 32", async () => {
    const counts = [0, 1, 2, 3, 9].map((looks) => lanesAfter(looks, new Lanes(WAITING)));
    expect(await Promise.all(counts)).toEqual([8, 12, 18, 27, 32]);
  });

  test("stays at 8 where the process has no time left", async () => {
    expect(await lanesAfter(10, new Lanes(BUSY))).toBe(8);
  });

  test("falls again once there is no time left, and stays where there is a little", async () => {
    let share = 0;
    const lanes = new Lanes(() => share);
    const far = await lanesAfter(9, lanes);
    share = 0.8;
    const same = await lanesAfter(9, lanes);
    share = 1;
    const near = await lanesAfter(9, lanes);

    expect([far, same, near]).toEqual([32, 32, 8]);
  });
});

describe("the batch that came first", () => {
  test("gets each lane that becomes free, as many as it can use, and each other one keeps two", async () => {
    const lanes = new Lanes(BUSY);
    const batches = [1000, 50, 50, 50, 50].map((size) => batch(lanes, size));
    for (const _ of upTo(8)) {
      for (const one of batches) {
        await one.end();
      }
    }

    expect(batches.map(({ running }) => running())).toEqual([32, 3, 2, 2, 2]);
  });

  test("leaves its lanes to the next one as its last entries begin", async () => {
    const lanes = new Lanes(BUSY);
    const [first, second] = [batch(lanes, 9), batch(lanes, 100)];
    await first.end();
    const shared = [first.running(), second.running()];
    await first.end();
    const last = [first.running(), second.running()];
    while (first.running() > 0) {
      await first.end();
    }

    expect(shared).toEqual([8, 8]);
    expect(last).toEqual([7, 9]);
    expect(await first.left).toEqual([]);
    // Eight for each batch that there is.
    expect(second.running()).toBe(15);
    await second.end();
    expect(second.running()).toBe(14);
  });

  test("holds up none of the others when its entries do not end", async () => {
    const lanes = new Lanes(BUSY);
    const stuck = batch(lanes, 1000);
    const other = batch(lanes, 50);
    while (other.running() > 0) {
      await other.end();
    }

    expect(await other.left).toEqual([]);
    expect(stuck.running()).toBeGreaterThan(0);
  });
});

describe("a batch", () => {
  test("is begun in its order, each entry once", async () => {
    const one = batch(new Lanes(BUSY), 40);
    for (const item of upTo(40).toReversed()) {
      await one.end(one.begun.includes(item) ? item : undefined);
    }
    while (one.running() > 0) {
      await one.end();
    }

    expect(one.begun).toEqual(upTo(40));
    expect(await one.left).toEqual([]);
  });

  test("that says stop leaves what is not begun", async () => {
    const one = batch(new Lanes(BUSY), 40);
    await one.end(3, "stop");
    while (one.running() > 0) {
      await one.end();
    }

    expect(await one.left).toEqual(upTo(40).slice(8));
  });

  test("whose signal is aborted leaves what is not begun, also while it has no entry that could tell", async () => {
    const stop = new AbortController();
    const one = batch(new Lanes(BUSY), 40, stop.signal);
    stop.abort();
    while (one.running() > 0) {
      await one.end();
    }

    expect(await one.left).toEqual(upTo(40).slice(8));
    expect(await batch(new Lanes(BUSY), 3, stop.signal).left).toEqual([0, 1, 2]);
  });

  test("that fails begins nothing further, and leaves its lanes to others", async () => {
    const lanes = new Lanes(BUSY);
    const begun: number[] = [];
    const all = lanes.run(upTo(40), never, async (item) => {
      begun.push(item);
      await settled();
      throw new Error("a defect");
    });

    await expect(all).rejects.toThrow("a defect");
    await settled();
    expect(begun).toEqual(upTo(8));
    expect(batch(lanes, 40).running()).toBe(8);
  });

  test("of no entries is done at once", async () => {
    await expect(batch(new Lanes(BUSY), 0).left).resolves.toEqual([]);
  });
});
