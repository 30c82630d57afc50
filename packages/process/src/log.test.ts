import { PenstockError } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { createLog } from "./log.ts";

const CANARY = "canary/Z9+secret=value";
// Put together here, so that the source holds nothing that looks like a key.
const AWS_KEY_ID = `AKIA${"CANARYCANARY1234"}`;
const COS_KEY_ID = `AKID${"canaryCANARYcanary12345678901234"}`;

function captureLog(secrets: Iterable<string> = []) {
  const lines: string[] = [];
  const log = createLog({
    role: "worker",
    level: "debug",
    secrets,
    write: (line) => lines.push(line),
  });
  return { log, lines };
}

type Probe = {
  readonly way: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly text?: string;
};

function errorWith(fields: object): Error {
  return Object.assign(new Error("failed"), fields);
}

describe("createLog", () => {
  // The ways in which secrets were seen to reach the lines of a logger that redacts by path.
  const probes: readonly Probe[] = [
    { way: "a top-level field", fields: { password: CANARY } },
    { way: "one level deep", fields: { auth: { password: CANARY } } },
    { way: "two levels deep", fields: { store: { auth: { password: CANARY } } } },
    { way: "three levels deep", fields: { a: { b: { c: { secretAccessKey: CANARY } } } } },
    { way: "an array", fields: { connections: [{ password: CANARY }] } },
    { way: "the message text", fields: {}, text: `connecting with ${CANARY}` },
    { way: "an error's message", fields: { err: new Error(`bad key ${CANARY}`) } },
    { way: "an error's cause", fields: { err: new Error("x", { cause: new Error(CANARY) }) } },
    { way: "request headers in an error", fields: { err: errorWith({ headers: { a: CANARY } }) } },
    { way: "a Redis command in an error", fields: { err: errorWith({ args: [CANARY] }) } },
    { way: "a logged options object", fields: { options: { redis: { password: CANARY } } } },
    { way: "URL credentials", fields: { url: `redis://user:${CANARY}@host:6379/0` } },
    { way: "a presigned URL", fields: { err: new Error(`GET https://b/k?sign=${CANARY}`) } },
    { way: "the spelling of a URL", fields: { reason: `k=${encodeURIComponent(CANARY)}` } },
    { way: "key ids in an error", fields: { err: new Error(`no ${AWS_KEY_ID}, ${COS_KEY_ID}`) } },
    {
      way: "details of our own error",
      fields: { err: new PenstockError("store-refused", "no", { details: { code: CANARY } }) },
    },
  ];

  test.each(probes)("shows no secret through $way", ({ fields, text = "probe" }) => {
    const { log, lines } = captureLog([CANARY]);

    log.error(fields, text);

    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toMatch(/canary/i);
    expect(() => JSON.parse(lines[0] ?? "")).not.toThrow();
  });

  // What the shapes catch alone, when the value is not known to be a secret.
  test.each([
    ["q-sign-algorithm=sha1&q-ak=canaryid&q-signature=canary"],
    ["Authorization: AWS4-HMAC-SHA256 Credential=canary/2026, Signature=canary"],
    ['{"authorization":"Bearer canarycanary"}'],
    ['{"secretAccessKey":"canary"}'],
    ["https://user:canary@host/path?token=canary"],
    ["sent Basic Y2FuYXJ5canary=="],
    ["x-cos-security-token=canary"],
  ])("knows the shape of %s", (text) => {
    const { log, lines } = captureLog();

    log.info({}, text);

    expect(lines[0]).not.toContain("canary");
  });

  test("scrubs a secret that became known after the log was made", () => {
    const secrets = new Set<string>();
    const { log, lines } = captureLog(secrets);

    secrets.add("late-canary");
    log.info({}, "with late-canary");

    expect(lines[0]).not.toContain("late-canary");
  });

  test("writes the fields it knows, and names the ones it left out", () => {
    const { log, lines } = captureLog();

    log.info(
      { jobId: "job_1", attempts: 2, isLast: true, unheard: "text", nested: {} },
      "reported",
    );

    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      level: "info",
      role: "worker",
      msg: "reported",
      jobId: "job_1",
      attempts: 2,
      isLast: true,
      dropped: ["unheard", "nested"],
    });
  });

  test("keeps the codes and causes of an error, at most three deep", () => {
    const { log, lines } = captureLog();
    const fourth = new Error("3", { cause: new Error("4") });
    const reset = errorWith({ code: "ECONNRESET", cause: new Error("2", { cause: fourth }) });

    log.warn({ err: new PenstockError("store-unreachable", "lost", { cause: reset }) }, "failed");

    const { err } = JSON.parse(lines[0] ?? "");
    expect(err).toMatchObject({
      name: "PenstockError",
      code: "store-unreachable",
      cause: { code: "ECONNRESET", cause: { message: "2", cause: { message: "3" } } },
    });
    expect(JSON.stringify(err)).not.toContain('"4"');
  });

  test("shows where a bug came from", () => {
    const { log, lines } = captureLog();

    log.error({ err: new TypeError("no such method") }, "bug");

    expect(JSON.parse(lines[0] ?? "").err.stack).toContain("log.test.ts");
  });

  test.each(["http://127.0.0.1:8080", "/credentials/secretAccessKey: refer to it"])(
    "leaves %s readable",
    (text) => {
      const { log, lines } = captureLog();

      log.info({ detail: text }, "reported");

      expect(JSON.parse(lines[0] ?? "").detail).toBe(text);
    },
  );
});
