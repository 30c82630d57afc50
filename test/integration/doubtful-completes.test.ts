import { type ObjectStore, toPartNumber, type UploadRef } from "@penstock/core";
import type { FaultRule } from "@penstock/cos-emulator";
import { finalizeTransfer } from "@penstock/engine";
import { MemorySource } from "@penstock/testkit";
import { describe, expect, onTestFinished, test } from "vitest";
import { deployOnEmulator } from "../support/emulator-deployment.ts";
import { digest, MIB, sampleBytes } from "../support/memory-deployment.ts";
import { storeWith } from "../support/store-with.ts";

// Answers to Complete that prove nothing, by our own clients from a real store.

const KEY = "a";
const PART_BYTES = 5 * MIB;
const OLDER = sampleBytes(2, 2 * PART_BYTES + 7);
const BYTES = sampleBytes(3, OLDER.length);
const SIGNAL = new AbortController().signal;
const COMPLETE = { call: "CompleteMultipartUpload" } as const;
const INTERNAL = { status: 500, code: "InternalError" } as const;

type Request = Parameters<typeof deployOnEmulator>[0];
type Dialect = NonNullable<Request["dialect"]>;

/** An object of the same size lies under the key since an earlier job; the next one is to replace it. */
async function deploy(request: Omit<Request, "source">) {
  const source = new MemorySource();
  const world = await deployOnEmulator({ source, ...request });
  onTestFinished(world.close);
  const { deployment, emulator } = world;
  source.put(KEY, OLDER);
  await deployment.submit(KEY, { partSizeBytes: PART_BYTES });
  await deployment.runUntilIdle();
  source.put(KEY, BYTES);
  const begin = emulator().journal.entries().length;
  const calls = (name: string) =>
    emulator()
      .journal.entries()
      .slice(begin)
      .filter(({ call }) => call === name);
  return { ...world, calls };
}

type World = Awaited<ReturnType<typeof deploy>>;

/** Up to where all parts are uploaded and no Complete was sent. */
async function uploadAll({ deployment }: World) {
  const jobId = await deployment.submit(KEY, { partSizeBytes: PART_BYTES });
  await deployment.runTasks(4);
  const { id: transferId, tenant } = await deployment.transferOf(jobId);
  return {
    jobId,
    finalize: () => finalizeTransfer(deployment.engine, { tenant, transferId }, SIGNAL),
  };
}

/** The new object, by one upload whose every part was sent once, and nothing left open. */
async function expectStored(world: World, jobId: Parameters<World["deployment"]["stateOf"]>[0]) {
  const { deployment, readStored, emulator, calls } = world;
  expect(await deployment.transferOf(jobId)).toMatchObject({
    generation: 1,
    state: { kind: "stored" },
  });
  expect(digest((await readStored(KEY)) ?? new Uint8Array())).toBe(digest(BYTES));
  expect(calls("UploadPart")).toHaveLength(3);
  expect(calls("AbortMultipartUpload")).toEqual([]);
  expect(emulator().openUploads()).toEqual([]);
}

// [what happens to the first Complete, whether it is done all the same]
const DOUBTS: readonly (readonly [string, boolean, FaultRule["fault"]])[] = [
  ["is done and loses its response", true, { kind: "lose-response" }],
  ["is done and drips white space, then is cut", true, { kind: "blank-then-cut", isDone: true }],
  ["is done and ends after white space", true, { kind: "blank-then-end", isDone: true }],
  ["is done and is cut in its response", true, { kind: "cut-response", afterBytes: 120 }],
  ["drips white space, then is cut", false, { kind: "blank-then-cut", isDone: false }],
  ["ends after white space", false, { kind: "blank-then-end", isDone: false }],
  ["gets 200 with an error", false, { kind: "error-in-200", code: "InternalError" }],
  [
    "gets 200 with an error without a line feed",
    false,
    { kind: "error-in-200", code: "InternalError", hasNewline: false },
  ],
  ["gets 500", false, { kind: "refuse-after-body", ...INTERNAL }],
];

describe.each<Dialect>(["cos", "s3"])("over an older object, a Complete by %s", (dialect) => {
  test.each(DOUBTS)("that %s is decided by a HEAD", async (_name, isDone, fault) => {
    const world = await deploy({ dialect });
    const { jobId } = await uploadAll(world);
    world.emulator().faults.add({ on: COMPLETE, fault });

    await world.deployment.runUntilIdle();

    await expectStored(world, jobId);
    expect(world.emulator().faults.fired()).toHaveLength(1);
    // What was done is not done again, and the older object is never taken for ours.
    expect(world.calls(COMPLETE.call)).toHaveLength(isDone ? 1 : 2);
  });

  test("that is refused for want of rights waits until they are given, for all parts are in", async () => {
    const world = await deploy({ dialect });
    const { jobId } = await uploadAll(world);
    const rejection = { kind: "refuse-before-body", status: 403, code: "AccessDenied" } as const;
    world.emulator().faults.add({ on: COMPLETE, times: 20, fault: rejection });

    await world.deployment.runUntilIdle();

    await expectStored(world, jobId);
    expect(world.calls(COMPLETE.call)).toHaveLength(21);
  });

  test("that was done is found by the coordinator after the one that died of it, by 404 and a HEAD", async () => {
    const world = await deploy({ dialect });
    const { jobId, finalize } = await uploadAll(world);
    const { faults } = world.emulator();
    faults.add({ on: COMPLETE, fault: { kind: "lose-response" } });
    const rejection = { kind: "refuse-before-body", ...INTERNAL } as const;
    faults.add({ on: { call: "HeadObject" }, fault: rejection });

    const first = await finalize();
    const second = await finalize();

    expect([first.kind, second.kind]).toEqual(["later", "done"]);
    expect(world.calls("ListParts").map(({ status }) => status)).toEqual([200, 404]);
    expect(world.calls(COMPLETE.call)).toHaveLength(1);
    await world.deployment.runUntilIdle();
    await expectStored(world, jobId);
  });

  test.each<readonly [string, FaultRule["fault"]]>([
    ["gets 500", { kind: "refuse-after-body", ...INTERNAL }],
    ["gets no response", { kind: "lose-response" }],
  ])("by two coordinators at once, of which one %s, makes one object", async (_name, fault) => {
    const bothThere = Promise.withResolvers<void>();
    let completes = 0;
    const change = storeWith((store) => ({
      complete: async (...args) => {
        // The first one is that of the older object.
        completes += 1;
        if (completes === 3) {
          bothThere.resolve();
        }
        await (completes > 1 ? bothThere.promise : undefined);
        return store.complete(...args);
      },
    }));
    const world = await deploy({ dialect, change });
    const { jobId, finalize } = await uploadAll(world);
    world.emulator().faults.add({ on: COMPLETE, fault });

    await Promise.all([finalize(), finalize()]);
    await world.deployment.runUntilIdle();

    await expectStored(world, jobId);
  });

  test("that finds a part sent again since it was listed, under another ETag, lists again", async () => {
    let completes = 0;
    const change = storeWith((store) => ({
      complete: async (upload, ...rest) => {
        completes += 1;
        if (completes === 2) {
          await resend(store, upload);
        }
        return store.complete(upload, ...rest);
      },
    }));
    // Encrypted, so that the ETag is another one for the same bytes.
    const world = await deploy({ dialect, change, encryption: { kind: "kms" } });
    const jobId = await world.deployment.submit(KEY, { partSizeBytes: PART_BYTES });

    await world.deployment.runUntilIdle();

    expect(world.calls(COMPLETE.call).map(({ status }) => status)).toEqual([400, 200]);
    expect(digest((await world.readStored(KEY)) ?? new Uint8Array())).toBe(digest(BYTES));
    expect(await world.deployment.stateOf(jobId)).toBe("succeeded");
    expect((await world.deployment.transferOf(jobId)).generation).toBe(1);
  });
});

describe("a Complete that conflicts with another request for its key", () => {
  const conflict = {
    kind: "refuse-after-body",
    status: 409,
    code: "ConditionalRequestConflict",
  } as const;

  test("is sent once more, for it may have been our own", async () => {
    const world = await deploy({ dialect: "s3" });
    const { jobId } = await uploadAll(world);
    world.emulator().faults.add({ on: COMPLETE, fault: conflict });

    await world.deployment.runUntilIdle();

    await expectStored(world, jobId);
  });

  test("and conflicts again leads to a new upload, and the old one is ended", async () => {
    const world = await deploy({ dialect: "s3" });
    const { jobId } = await uploadAll(world);
    world.emulator().faults.add({ on: COMPLETE, times: 2, fault: conflict });

    await world.deployment.runUntilIdle();

    expect(await world.deployment.stateOf(jobId)).toBe("succeeded");
    expect((await world.deployment.transferOf(jobId)).generation).toBe(2);
    expect(digest((await world.readStored(KEY)) ?? new Uint8Array())).toBe(digest(BYTES));
    expect(world.calls("InitiateMultipartUpload")).toHaveLength(2);
    expect(world.emulator().openUploads()).toEqual([]);
  });
});

/** As a late delivery of the second part does. */
async function resend(store: ObjectStore, upload: UploadRef): Promise<void> {
  const chunks = (async function* () {
    yield BYTES.subarray(PART_BYTES, 2 * PART_BYTES);
  })();
  const body = { lengthBytes: PART_BYTES, chunks };
  await store.uploadPart(upload, toPartNumber(2), body, store.profile.checksum, SIGNAL);
}
