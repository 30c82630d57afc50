import {
  type Connections,
  type ErrorCode,
  jobHealthOf,
  MAX_PART_ATTEMPTS,
  PenstockError,
  type ProcessRole,
  type TaskOutcome,
} from "@penstock/core";
import {
  Breakers,
  finalizeTransfer,
  type PartEngine,
  planTransfer,
  transferPart,
} from "@penstock/engine";
import { describe, expect, test } from "vitest";
import {
  deliveryOf,
  digest,
  MemoryDeployment,
  MIB,
  sampleBytes,
} from "../support/memory-deployment.ts";

const KEY = "in/big.bin";
const BYTES = sampleBytes(7, 4 * MIB);
const SIGNAL = new AbortController().signal;
/** Far more rounds than anything here takes. */
const MANY = 2000;

type Rejection = ErrorCode | undefined;

/** Connections of a process that lacks what it needs. */
function refusing(connections: Connections, code: ErrorCode, isOver: () => boolean): Connections {
  const unlessOver = <Value>(value: () => Value): Value => {
    if (isOver()) {
      return value();
    }
    throw new PenstockError(code, "this process was refused", {
      details: { connection: code.startsWith("source-") ? "source" : "store" },
    });
  };
  return {
    ...connections,
    store: (name) => unlessOver(() => connections.store(name)),
    source: (name) => unlessOver(() => connections.source(name)),
  };
}

/** Processes of one role on one ledger; some of them are refused whatever they try. */
async function processes(role: ProcessRole, rejections: readonly Rejection[]) {
  const deployment = new MemoryDeployment(3);
  deployment.source.put(KEY, BYTES);
  const state = { isOver: false };
  const partEngines = rejections.map((code, index): PartEngine => {
    const { engine } = deployment;
    const connections =
      code === undefined
        ? engine.connections
        : refusing(engine.connections, code, () => state.isOver);
    return { ...engine, connections, breakers: new Breakers(), processId: `${role}-${index}` };
  });
  const announce = async () => {
    for (const { processId: id, breakers } of partEngines) {
      const leftAlone = breakers.leftAlone(deployment.clock.nowMs());
      await deployment.ledger.workers.announceProcess({ id, role, leftAlone });
    }
  };
  await announce();
  const jobId = await deployment.submit(KEY);
  return { deployment, role, partEngines, announce, jobId, state };
}

type World = Awaited<ReturnType<typeof processes>>;

type Tried = (engine: PartEngine, isRepeated: boolean) => Promise<TaskOutcome>;

/** What is queued for a role, as one queue. */
function takeQueued({ tasks }: MemoryDeployment, role: ProcessRole): Tried | undefined {
  const part = tasks.takePart();
  if (part !== undefined) {
    return (engine, isRepeated) => transferPart(engine, part, deliveryOf({ isRepeated }));
  }
  const plan = tasks.takePlan();
  if (plan !== undefined) {
    return (engine) => planTransfer(engine, plan, SIGNAL);
  }
  const finalize = role === "coordinator" ? tasks.takeFinalize() : undefined;
  return finalize && ((engine) => finalizeTransfer(engine, finalize, SIGNAL));
}

/**
 * Each process in its turn takes what is due, the refused ones first, as those who are always idle.
 *
 * @returns how many times something was taken
 */
async function runTurns(
  { deployment, role, partEngines, announce }: World,
  turns = MANY,
): Promise<number> {
  const { clock } = deployment;
  const delayed: { readonly run: Tried; readonly dueAtMs: number }[] = [];
  let taken = 0;
  for (let turn = 0; turn < turns; turn += 1) {
    const due = delayed.findIndex(({ dueAtMs }) => dueAtMs <= clock.nowMs());
    const run = due >= 0 ? delayed.splice(due, 1)[0]?.run : takeQueued(deployment, role);
    const engine = partEngines[turn % partEngines.length];
    if (run === undefined && delayed.length === 0) {
      return taken;
    }
    if (run !== undefined && engine !== undefined) {
      taken += 1;
      const outcome = await run(engine, due >= 0);
      if (outcome.kind === "later") {
        delayed.push({ run, dueAtMs: clock.nowMs() + outcome.delayMs });
      }
    }
    clock.advance(100);
    await announce();
  }
  return taken;
}

const WRONGS = [
  "connection-unknown",
  "connection-unsuitable",
  "settings-invalid",
  "store-refused",
  "store-missing",
  "store-rejected",
  "source-forbidden",
  "source-missing",
  "source-range-ignored",
  "source-unusable",
  "listing-invalid",
] as const satisfies readonly ErrorCode[];

/** What one object may be refused with by a connection that is right about all others. */
const ABOUT_ONE_OBJECT: readonly ErrorCode[] = [
  "store-rejected",
  "source-missing",
  "source-range-ignored",
  "source-unusable",
  "listing-invalid",
];

/** What ends nothing by itself: a proxy's page, bytes that are cut, another store behind the name. */
const NEVER_THROUGH = [
  "source-response-invalid",
  "source-length-wrong",
  "store-response-invalid",
  "store-conflict",
  "checksum-mismatch",
  "upload-gone",
] as const satisfies readonly ErrorCode[];

async function planned(rejections: readonly Rejection[]): Promise<World> {
  const world = await processes("worker", rejections);
  await world.deployment.runTasks(1);
  return world;
}

/** What passes, or is no one's fault: it may be said by one process alone for ever. */
const PASSING = [
  "server-busy",
  "connection-pending",
  "source-url-expired",
  "source-throttled",
  "store-throttled",
  "credentials-expired",
  "credentials-unavailable",
  "clock-skewed",
  "ledger-full",
  "journal-unavailable",
  "sealing-key-missing",
  "source-unreachable",
  "store-unreachable",
  "attempt-interrupted",
  "held-back",
  "unexpected-error",
] as const satisfies readonly ErrorCode[];

/** Until the coordinators have something to do. */
async function uploadAll({ deployment, jobId }: World): Promise<void> {
  while ((await deployment.transferOf(jobId)).state.kind !== "completing") {
    await deployment.runTasks(1);
  }
}

describe("one worker of two", () => {
  test.each([...WRONGS, ...NEVER_THROUGH])(
    "that is refused by %s fails no transfer, and says which connection it cannot use",
    async (code) => {
      const world = await planned([code, undefined]);
      const { deployment, partEngines, jobId } = world;

      await runTurns(world);
      const [wrong] = await deployment.ledger.workers.liveProcesses();
      await deployment.runUntilIdle();

      expect(await deployment.stateOf(jobId)).toBe("succeeded");
      expect(deployment.storedDigest(KEY)).toBe(digest(BYTES));
      const said = ABOUT_ONE_OBJECT.includes(code) ? {} : { leftAlone: [{ cause: { code } }] };
      expect(wrong).toMatchObject({ id: partEngines[0]?.processId, ...said });
    },
  );
});

// What a limit holds back is given back, and claimed again by the next pass: `stopped-work.test.ts` has it.
const TRIED_AGAIN = PASSING.filter((code) => code !== "held-back");

test.each(TRIED_AGAIN)(
  "one worker of two that only ever meets %s fails no transfer",
  async (code) => {
    const world = await planned([code, undefined]);
    const { deployment, jobId } = world;

    await runTurns(world);
    await deployment.runUntilIdle();

    expect(await deployment.stateOf(jobId)).toBe("succeeded");
    expect(deployment.storedDigest(KEY)).toBe(digest(BYTES));
  },
);

describe("some workers of many", () => {
  test.each(["store-refused", "store-response-invalid"] as const)(
    "that are refused by %s fail no transfer, although they are more than five",
    async (code) => {
      const rejections = Array.from({ length: 14 }, (_, index) => (index < 6 ? code : undefined));
      const world = await planned(rejections);

      await runTurns(world);
      await world.deployment.runUntilIdle();

      expect(await world.deployment.stateOf(world.jobId)).toBe("succeeded");
    },
  );
});

describe("workers that are all refused", () => {
  test.each([...WRONGS, ...NEVER_THROUGH.slice(0, 3)])(
    "by %s end the transfer with that cause, in time",
    async (code) => {
      const world = await planned([code, code, code]);
      const { deployment, jobId } = world;

      const tries = await runTurns(world);
      await deployment.runUntilIdle();

      expect((await deployment.transferOf(jobId)).state).toMatchObject({
        kind: "failed",
        cause: { code },
      });
      expect(tries).toBeLessThan(MANY / 4);
      expect((await deployment.record(jobId)).progress.retries).toBeLessThanOrEqual(
        MAX_PART_ATTEMPTS * 4,
      );
    },
  );

  test("otherwise than each other, with one that is not, end nothing", async () => {
    const world = await planned(["store-refused", "connection-unknown", undefined]);

    await runTurns(world);
    await world.deployment.runUntilIdle();

    expect(await world.deployment.stateOf(world.jobId)).toBe("succeeded");
  });

  test("continue by themselves once the cause is gone, and say so no longer", async () => {
    const world = await planned(["store-refused", "store-refused", undefined]);
    world.partEngines.pop();
    await world.deployment.ledger.workers.announceProcess({
      id: "busy",
      role: "worker",
      leftAlone: [],
    });

    await runTurns(world, 50);
    const { deployment, jobId } = world;
    const health = jobHealthOf(await deployment.record(jobId), {
      liveWorkers: 1,
      nowMs: deployment.clock.nowMs(),
    });
    world.state.isOver = true;
    await runTurns(world);
    await deployment.letTimePass();
    await runTurns(world);
    await deployment.runUntilIdle();

    expect(health).toBe("retrying");
    expect(await deployment.stateOf(jobId)).toBe("succeeded");
    const live = await deployment.ledger.workers.liveProcesses();
    expect(live.flatMap(({ leftAlone }) => leftAlone)).toEqual([]);
  });
});

describe("a planner", () => {
  test.each(WRONGS)("of two that is refused by %s fails no transfer", async (code) => {
    const world = await processes("planner", [code, undefined]);

    await runTurns(world);
    await world.deployment.runUntilIdle();

    expect(await world.deployment.stateOf(world.jobId)).toBe("succeeded");
  });

  test("that is alone looks twice, and then fails the transfer without a retry too many", async () => {
    const world = await processes("planner", ["source-missing"]);

    await runTurns(world);

    const { state } = await world.deployment.transferOf(world.jobId);
    expect(state).toMatchObject({ kind: "failed", cause: { code: "source-missing" } });
    expect((await world.deployment.record(world.jobId)).progress.retries).toBe(1);
  });

  test("that finds a plan impossible fails the transfer at once, and counts no retry", async () => {
    const world = await processes("planner", ["plan-impossible"]);

    const tries = await runTurns(world);

    const { state } = await world.deployment.transferOf(world.jobId);
    expect(state).toMatchObject({ kind: "failed", cause: { code: "plan-impossible" } });
    expect((await world.deployment.record(world.jobId)).progress.retries).toBe(0);
    expect(tries).toBe(1);
  });

  test("that leaves a side alone counts no retry and no failure for what it does not try", async () => {
    const { deployment, partEngines, jobId } = await processes("planner", ["source-forbidden"]);
    const [engine] = partEngines;
    const plan = deployment.tasks.takePlan();
    const outcomes: unknown[] = [];

    for (let delivery = 1; delivery <= 20; delivery += 1) {
      outcomes.push(engine && plan && (await planTransfer(engine, plan, SIGNAL)).kind);
    }

    const { id, tenant } = await deployment.transferOf(jobId);
    expect(new Set(outcomes)).toEqual(new Set(["later"]));
    expect(await deployment.ledger.transfers.failures({ tenant, transferId: id })).toHaveLength(1);
    expect((await deployment.record(jobId)).progress.retries).toBe(1);
  });
});

describe("a coordinator", () => {
  const STORE_WRONGS = WRONGS.filter((code) => !code.startsWith("source-"));

  test.each(STORE_WRONGS)("of two that is refused by %s fails no transfer", async (code) => {
    const world = await processes("coordinator", [code, undefined]);
    await uploadAll(world);

    await runTurns(world);

    expect(await world.deployment.stateOf(world.jobId)).toBe("succeeded");
  });

  test.each(["store-refused", "connection-unknown", "store-missing"] as const)(
    "that is alone and refused by %s says so while it waits, and rests no longer once it is let in",
    async (code) => {
      const world = await processes("coordinator", [code]);
      await uploadAll(world);
      const { deployment, partEngines, jobId, state } = world;

      await runTurns(world, 30);
      const record = await deployment.record(jobId);
      const [before] = await deployment.ledger.workers.liveProcesses();
      state.isOver = true;
      await deployment.letTimePass();
      await runTurns(world);
      const after = partEngines[0]?.breakers.leftAlone(deployment.clock.nowMs());

      expect(jobHealthOf(record, { liveWorkers: 1, nowMs: deployment.clock.nowMs() })).toBe(
        "retrying",
      );
      expect(before?.leftAlone).toMatchObject([{ connection: "store", cause: { code } }]);
      expect(await deployment.stateOf(jobId)).toBe("succeeded");
      expect(after).toEqual([]);
    },
  );
});
