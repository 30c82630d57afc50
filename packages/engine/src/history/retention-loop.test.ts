import {
  type Connections,
  type Ledger,
  newJobId,
  PenstockError,
  type Retention,
} from "@penstock/core";
import {
  interceptLedger,
  ManualClock,
  MemoryLedger,
  repetitions,
  seededRandom,
  silentLog,
} from "@penstock/testkit";
import { beforeEach, describe, expect, test } from "vitest";
import { RetentionLoop } from "./retention-loop.ts";

const TENANT = "default";
const DAY_MS = 86_400_000;
const RETENTION: Retention = { succeeded: 7 * DAY_MS, failed: 90 * DAY_MS };
const random = seededRandom(1);

let clock: ManualClock;
let ledger: MemoryLedger;

beforeEach(() => {
  clock = new ManualClock();
  ledger = new MemoryLedger(clock);
});

const unknown = (name: string): never => {
  throw new PenstockError("connection-unknown", `there is no connection ${name}`);
};
const connections: Connections = {
  source: (name) => (name === "used" ? { stat: expect.fail, read: expect.fail } : unknown(name)),
  store: unknown,
  lister: unknown,
  probe: unknown,
  serverSideCopySource: () => undefined,
};

function pass(through: Ledger = ledger): Promise<void> {
  const engine = {
    ledger: through,
    clock,
    random,
    connections,
    log: silentLog,
    repeats: repetitions(clock),
  };
  return new RetentionLoop(engine, RETENTION).retireOnce();
}

/** Jobs without transfers, which have ended when they are made, one millisecond after the other. */
async function endedJobs(count: number) {
  const ids = [];
  for (let at = 0; at < count; at += 1) {
    const createdAtMs = clock.nowMs();
    const id = newJobId(createdAtMs, random.bytes(10));
    await ledger.jobs.createJob({ id, tenant: TENANT, name: "a", labels: {}, createdAtMs }, []);
    clock.advance(1);
    ids.push(id);
  }
  return ids;
}

async function heldIds() {
  const { items } = await ledger.jobs.listJobs(TENANT, { limit: 100 });
  return items.map(({ job }) => job.id).toReversed();
}

describe("the retention without a journal", () => {
  test("removes what is old, in the order of its end", async () => {
    const ids = await endedJobs(5);
    clock.advance(RETENTION.succeeded - 2);

    await pass();

    expect(await heldIds()).toEqual(ids.slice(3));
  });

  test("removes the oldest where there are more than 100,000", async () => {
    const ids = await endedJobs(5);
    const full = interceptLedger(ledger, async ({ name, run }) =>
      name === "finished.countEnded" ? { succeeded: 90_001, failed: 10_002 } : run(),
    );
    await pass(full);

    expect(await heldIds()).toEqual(ids.slice(3));
  });

  test("forgets old tests of connections that are no more, and keeps what is in use", async () => {
    for (const connection of ["used", "gone"]) {
      await ledger.connectionTests.save({
        ...{ connection, testedAtMs: clock.nowMs() },
        ...{ checks: [], measured: {} },
      });
    }
    clock.advance(RETENTION.failed + 1);

    await pass();

    expect(await ledger.connectionTests.read("used")).toBeDefined();
    expect(await ledger.connectionTests.read("gone")).toBeUndefined();
  });
});
