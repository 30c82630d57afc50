import { describe, expect, test } from "vitest";
import { clientsOf, startForTest } from "../test-client.ts";

const RULE = { on: {}, fault: { kind: "refuse-before-body", status: 503, code: "SlowDown" } };

async function startControlled() {
  const { emulator, cos } = await startForTest({ hasControl: true });
  const control = async (method: string, path: string, body?: unknown) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const url = `${emulator.endpoint}/_penstock/${path}`;
    const response = await fetch(url, text === undefined ? { method } : { method, body: text });
    const said = await response.text();
    return { status: response.status, body: said === "" ? undefined : JSON.parse(said) };
  };
  return { emulator, cos, control };
}

describe("the control API", () => {
  test("adds a rule, which fires, and tells how often", async () => {
    const { cos, control } = await startControlled();

    const added = await control("POST", "faults", RULE);
    const head = await cos({ method: "HEAD", path: "/x" });
    const listed = await control("GET", "faults");

    expect(added).toEqual({ status: 201, body: { id: "fault-1" } });
    expect(head.status).toBe(503);
    expect(listed.body).toEqual([{ ...RULE, id: "fault-1", fired: 1 }]);
  });

  test("replaces all rules, and removes them", async () => {
    const { cos, control } = await startControlled();
    await control("POST", "faults", RULE);

    const replaced = await control("PUT", "faults", [
      { ...RULE, id: "a" },
      { ...RULE, id: "b" },
    ]);
    const removed = await control("DELETE", "faults");

    expect(replaced.body).toMatchObject([{ id: "a" }, { id: "b" }]);
    expect(removed).toEqual({ status: 204, body: undefined });
    expect((await cos({ method: "HEAD", path: "/x" })).status).toBe(404);
  });

  test("tells the journal from an entry on, and the summary", async () => {
    const { cos, control } = await startControlled();
    await cos({ method: "PUT", path: "/x", body: "x" });
    await cos({ method: "HEAD", path: "/x" });

    const journal = await control("GET", "journal?after=1");
    const summary = await control("GET", "summary");

    expect(journal.body).toMatchObject([{ seq: 2, call: "HeadObject", key: "x", status: 200 }]);
    expect(summary.body).toMatchObject({ requests: 2, objects: 1, openUploads: [] });
  });

  test("is met by no fault, and is not in the journal", async () => {
    const { emulator, control } = await startControlled();
    await control("POST", "faults", { ...RULE, times: 1000 });

    const summary = await control("GET", "summary");

    expect(summary).toMatchObject({ status: 200, body: { requests: 0, faultsFired: 0 } });
    expect(emulator.journal.entries()).toEqual([]);
  });

  test.each([
    ["POST", "faults", { ...RULE, oops: 1 }, 400, "oops"],
    ["POST", "faults", "{", 400, "not JSON"],
    ["POST", "faults", [RULE], 400, "no fault rule"],
    ["PUT", "faults", RULE, 400, "array"],
    ["PUT", "faults", " ".repeat(4 * 1024 * 1024 + 1), 413, "at most"],
    ["PUT", "faults", [RULE, { on: {} }], 400, "fault"],
    ["GET", "journal?after=x", undefined, 400, "after"],
    ["GET", "oops", undefined, 404, "There is no GET oops"],
    ["PATCH", "faults", RULE, 404, "There is no PATCH faults"],
  ])("refuses %s %s %.20j with %i", async (method, path, body, status, message) => {
    const { emulator, control } = await startControlled();
    emulator.faults.add({ id: "kept", on: {}, fault: { kind: "no-crc" } });

    const refused = await control(method, path, body);

    expect(refused.status).toBe(status);
    expect(refused.body.error).toContain(message);
    expect((await control("GET", "faults")).body).toMatchObject([{ id: "kept" }]);
  });

  test("leaves keys of its name to their bucket", async () => {
    const { cos } = await startControlled();

    const put = await cos({ method: "PUT", path: "/_penstock/faults", body: "[]" });

    expect(put.headers.etag).toBeDefined();
  });
});

test("there is no control unless it is asked for", async () => {
  const { emulator } = await startForTest();

  const { status } = await fetch(`${emulator.endpoint}/_penstock/summary`);

  expect(status).toBe(403);
  expect((await clientsOf(emulator.port).cos({ method: "HEAD", path: "/x" })).status).toBe(404);
});
