import { silentLog } from "@penstock/testkit";
import { expect, test } from "vitest";
import { workerDrain } from "./worker-drain.ts";

function subject() {
  const finished = Promise.withResolvers<void>();
  const steps: string[] = [];
  const draining = workerDrain({
    finish: async () => {
      steps.push("finish");
      await finished.promise;
    },
    leave: async () => {
      steps.push("leave");
      throw new Error("Redis is away");
    },
    log: silentLog,
  });
  return { draining, steps, finish: () => finished.resolve(), fail: finished.reject };
}

test("a worker that was asked to drain does not begin again when it is told to stop", async () => {
  const { draining, steps, finish } = subject();

  const asked = draining.begin("asked");
  const between = draining.state();
  finish();
  await Promise.all([asked, draining.begin("stopping")]);

  expect(between).toBe("draining");
  expect(draining.state()).toBe("drained");
  expect(steps).toEqual(["leave", "finish"]);
});

test("a worker takes tasks until it drains, and drains also where Redis is away", async () => {
  const { draining, finish } = subject();
  const before = draining.isWorking();

  finish();
  await draining.begin("asked");

  expect(before).toBe(true);
  expect(draining.isWorking()).toBe(false);
});

test("a worker whose queue cannot be closed ends by no drain: it takes no tasks, and can be told to stop", async () => {
  const { draining, steps, fail } = subject();

  draining.ask();
  draining.ask();
  const failure = new Error("the connection is closed");
  fail(failure);

  await expect(draining.begin("stopping")).rejects.toThrow(failure);
  expect(draining.state()).toBe("draining");
  expect(steps).toEqual(["leave", "finish"]);
});
