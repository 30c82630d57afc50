import { describe, expect, test } from "vitest";
import { adaptiveLanes, runInLanes } from "./lanes.ts";

/** Asked for so many entries, at this share of the loop. */
function lanesAfter(looks: number, share: number, lanes = adaptiveLanes(() => share)): number {
  let count = 0;
  for (let entry = 0; entry < looks * 128; entry += 1) {
    count = lanes();
  }
  return count;
}

describe("the number of lanes", () => {
  test("grows while the process waits most of its time, up to 32", () => {
    expect([0, 1, 2, 3, 9].map((looks) => lanesAfter(looks + 1, 0.2))).toEqual([
      12, 18, 27, 32, 32,
    ]);
  });

  test("stays at 8 where the process has no time left", () => {
    expect(lanesAfter(10, 1)).toBe(8);
  });

  test("falls again once there is no time left, and stays where there is a little", () => {
    let share = 0;
    const lanes = adaptiveLanes(() => share);
    const far = lanesAfter(9, 0, lanes);
    share = 0.8;
    const same = lanesAfter(9, 0, lanes);
    share = 1;
    const near = lanesAfter(9, 0, lanes);

    expect([far, same, near]).toEqual([32, 32, 8]);
  });
});

describe("work in lanes", () => {
  const items = Array.from({ length: 40 }, (_, index) => index);

  test("is begun in order, never more of it at once than there are lanes, each item once", async () => {
    let lanes = 3;
    let running = 0;
    const begun: number[] = [];
    const most: number[] = [];
    const left = await runInLanes(
      items,
      () => lanes,
      async (item) => {
        begun.push(item);
        running += 1;
        most.push(running - lanes);
        await Promise.resolve();
        running -= 1;
        lanes = item === 20 ? 7 : lanes;
        return "go on";
      },
    );

    expect(begun).toEqual(items);
    expect(Math.max(...most)).toBe(0);
    expect(left).toEqual([]);
  });

  test("goes on with fewer lanes when there are fewer", async () => {
    let lanes = 10;
    let running = 0;
    const seen: number[] = [];
    await runInLanes(
      items,
      () => lanes,
      async (item) => {
        running += 1;
        await Promise.resolve();
        lanes = item >= 15 ? 2 : lanes;
        seen[item] = running;
        running -= 1;
        return "go on";
      },
    );

    expect(Math.max(...seen.slice(30))).toBeLessThanOrEqual(2);
  });

  test("that says stop leaves what is not begun", async () => {
    const left = await runInLanes(
      items,
      () => 4,
      async (item) => (item === 9 ? "stop" : "go on"),
    );

    expect(left[0]).toBeGreaterThan(9);
    expect(left.at(-1)).toBe(39);
  });

  test("that fails begins nothing further", async () => {
    const begun: number[] = [];
    const all = runInLanes(
      items,
      () => 2,
      async (item) => {
        begun.push(item);
        await Promise.resolve();
        throw new Error("a defect");
      },
    );

    await expect(all).rejects.toThrow("a defect");
    expect(begun).toEqual([0, 1]);
  });

  test("of no items is done at once", async () => {
    await expect(
      runInLanes(
        [],
        () => 4,
        async () => "go on",
      ),
    ).resolves.toEqual([]);
  });
});
