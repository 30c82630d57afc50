import type { ConnectionTest } from "@penstock/core";
import { interceptLedger, MemoryLedger } from "@penstock/testkit";
import { expect, test } from "vitest";
import { KnownTests } from "./known-tests.ts";

function testOf(testedAtMs: number): ConnectionTest {
  return { connection: "cloud", testedAtMs, checks: [], measured: {} };
}

/** Two processes on one ledger, and how often the first one asks it, which has two ways to it. */
function processes() {
  const clock = { ms: 0, nowMs: () => clock.ms };
  const ledger = new MemoryLedger(clock);
  let reads = 0;
  const counted = interceptLedger(ledger, ({ name, run }) => {
    reads += name === "connectionTests.read" ? 1 : 0;
    return run();
  });
  const known = new KnownTests(clock);
  return {
    clock,
    first: known.through(counted).connectionTests,
    second: known.through(ledger).connectionTests,
    other: ledger.connectionTests,
    reads: () => reads,
  };
}

test("what was read is known for five seconds, also that there is none", async () => {
  const { clock, first, other, reads } = processes();
  expect(await first.read("cloud")).toBeUndefined();
  await other.save(testOf(1));

  clock.ms += 4999;
  expect(await first.read("cloud")).toBeUndefined();
  expect(reads()).toBe(1);

  clock.ms += 1;
  expect(await first.read("cloud")).toEqual(testOf(1));
});

test("a test that the process saves or forgets itself is seen at once", async () => {
  const { first, second } = processes();
  await first.save(testOf(1));
  expect(await first.read("cloud")).toEqual(testOf(1));

  await second.save(testOf(2));
  expect(await first.read("cloud")).toEqual(testOf(2));

  await first.forget("cloud");
  expect(await first.read("cloud")).toBeUndefined();
});

test("a clock that was set back does not keep it longer", async () => {
  const { clock, first, other } = processes();
  clock.ms = 60_000;
  await first.read("cloud");
  await other.save(testOf(1));

  clock.ms = 30_000;

  expect(await first.read("cloud")).toEqual(testOf(1));
});
