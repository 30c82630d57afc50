import type { ConnectionPage, ConnectionTestView, WorkerView } from "@penstock/wire";
import { expect, test } from "vitest";
import { type Check, type Diagnosed, diagnose } from "./diagnosis.ts";

const NOW_MS = Date.UTC(2026, 10, 29, 12, 0, 0, 700);
const WORKER: WorkerView = {
  ...{
    id: "worker-1",
    state: "working",
    slots: 8,
    busy: 0,
    host: null,
    version: "1.0.0",
    since: null,
  },
  ...{ lastSeen: null, loopPercent: null, moving: [] },
};
const DISK: ConnectionPage["data"][number] = {
  ...{ name: "disk", provider: "file", isWritable: false, location: "/", lastTest: null },
};
const FAILED: ConnectionTestView = {
  ...{ connection: "cloud", testedAt: "2026-11-29T11:00:00.000Z", result: "failed", checks: [] },
  ...{ actsAs: null, measured: { checksum: null, objectETag: null } },
};

const WELL: Diagnosed = {
  apiUrl: "http://api",
  health: { status: "ready", reasons: [], remarks: [], dateMs: NOW_MS - 700 },
  sentMs: NOW_MS - 20,
  receivedMs: NOW_MS,
  workers: [WORKER],
  connections: [DISK],
};

function findings(changes: Partial<Diagnosed>): readonly Omit<Check, "result">[] {
  return diagnose({ ...WELL, ...changes })
    .filter(({ result }) => result === "found")
    .map(({ result: _, ...finding }) => finding);
}

test("a deployment that is well has one line of each kind, and nothing to do", () => {
  const checks = diagnose(WELL);

  expect(checks.map(({ name }) => name)).toEqual([
    ...["api", "processes", "workers", "versions", "connections", "clock"],
  ]);
  expect(checks.every(({ result, next }) => result === "ok" && next === null)).toBe(true);
});

test("an API that is not ready gives each of its reasons", () => {
  const health = { ...WELL.health, status: "not ready", reasons: ["Redis is away", "it is late"] };

  expect(findings({ health })).toMatchObject([
    { name: "api", detail: "Redis is away" },
    { name: "api", detail: "it is late" },
  ]);
});

test("what processes cannot do or use is found, each by itself", () => {
  const remarks = ['worker w: cannot use "cloud" as a store', "coordinator c: the journal failed"];
  const health = { ...WELL.health, status: "degraded", remarks };

  expect(findings({ health }).map(({ detail }) => detail)).toEqual(remarks);
});

test("no worker is found, with the command that starts one", () => {
  expect(findings({ workers: [] })).toMatchObject([
    { name: "workers", next: expect.stringContaining("serve --role worker") },
  ]);
});

test("a worker that drains is none", () => {
  expect(findings({ workers: [{ ...WORKER, state: "drained" }] })).toMatchObject([
    { name: "workers", detail: "all that are alive drain" },
  ]);
});

test("workers of several versions are found", () => {
  const workers = [WORKER, { ...WORKER, id: "worker-2", version: "1.1.0" }];

  expect(findings({ workers })).toMatchObject([
    { name: "versions", detail: "workers are of several versions: 1.0.0, 1.1.0" },
  ]);
});

test("what cannot be listed is found, and why", () => {
  expect(findings({ workers: "Redis is away", connections: "it too" })).toMatchObject([
    { name: "workers", detail: "they cannot be listed: Redis is away" },
    { name: "connections", detail: "they cannot be listed: it too" },
  ]);
});

test("a connection whose last test failed is found by its name", () => {
  const cloud = { ...DISK, name: "cloud", lastTest: FAILED };

  expect(findings({ connections: [DISK, cloud] })).toMatchObject([
    { name: "connections", next: expect.stringContaining("conn test cloud") },
  ]);
});

test.each([
  [-5000, []],
  [-7000, ["this machine is 7 s ahead of the API"]],
  [5000, []],
  [7000, ["this machine is 7 s behind the API"]],
])("an API whose clock differs by %i ms: %j", (differenceMs, details) => {
  const atMs = NOW_MS + differenceMs;
  const health = { ...WELL.health, dateMs: atMs - (atMs % 1000) };

  expect(findings({ health }).map(({ detail }) => detail)).toEqual(details);
});
