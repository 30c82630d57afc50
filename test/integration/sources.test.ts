import { gzipSync } from "node:zlib";
import { createHttpSourceReader } from "@penstock/adapter-source";
import type { ErrorCode } from "@penstock/core";
import { describe, expect, onTestFinished, test } from "vitest";
import { deployOnEmulator } from "../support/emulator-deployment.ts";
import { startFlakySource } from "../support/flaky-source.ts";
import { digest, MIB, sampleBytes } from "../support/memory-deployment.ts";

// A real web server that misbehaves, the whole engine, a real store.
type Mood = Parameters<typeof startFlakySource>[0];
type Corrupt = NonNullable<Mood["corrupt"]>;

const KEY = "in/big.bin";
const BYTES = sampleBytes(3, 4 * MIB - 100);
/** The third part, which has its first two before it. */
const THIRD = 2 * MIB;
/** When a source that is silent is given up: after half a minute, were it not for the test. */
const IMPATIENT = { rateWindowMs: 500 };

async function carry(mood: Partial<Mood>, limits: { readonly rateWindowMs?: number } = {}) {
  const server = await startFlakySource({ bytesOf: () => BYTES, ...mood });
  onTestFinished(server.close);
  const source = createHttpSourceReader({ baseUrl: server.url, limits });
  onTestFinished(source.close);
  const world = await deployOnEmulator({ source });
  onTestFinished(world.close);
  const { deployment } = world;
  const startedAtMs = deployment.clock.nowMs();
  const jobId = await deployment.submit(KEY);
  await deployment.runUntilIdle();
  const transfer = await deployment.transferOf(jobId);
  const ref = { tenant: "default", transferId: transfer.id };
  const calls = world.emulator().journal.entries();
  return {
    transfer,
    tookMs: deployment.clock.nowMs() - startedAtMs,
    failures: await deployment.ledger.transfers.failures(ref),
    stored: await world.readStored(KEY),
    openUploads: world.emulator().openUploads(),
    calls: (name: string) => calls.filter(({ call }) => call === name).length,
  };
}

type Outcome = Awaited<ReturnType<typeof carry>>;

/** No object, no open upload, and the cause that is to be told. */
function expectFailed({ transfer, stored, openUploads }: Outcome, code: ErrorCode): void {
  expect(transfer.state).toMatchObject({ kind: "failed", cause: { code } });
  expect(stored).toBeUndefined();
  expect(openUploads).toEqual([]);
}

function expectStored({ transfer, stored, openUploads }: Outcome, bytes: Uint8Array): void {
  expect(transfer.state).toMatchObject({ kind: "stored" });
  expect(digest(stored ?? new Uint8Array())).toBe(digest(bytes));
  expect(openUploads).toEqual([]);
}

/** Corrupts the response to the first request for the third part, or to each of them. */
function inThirdPart(corrupt: Corrupt, isOnce: boolean): Corrupt {
  let times = 0;
  return (right, asked) => {
    if (asked.startByte !== THIRD || (isOnce && times > 0)) {
      return right;
    }
    times += 1;
    return corrupt(right, asked);
  };
}

const contentRange =
  (text: string): Corrupt =>
  (right) => ({
    ...right,
    headers: { ...right.headers, "content-range": text },
  });

const half: Corrupt = (right) => ({ ...right, body: right.body.subarray(0, MIB / 2) });

// [what it does in one part, what that is called, whether it is tried again]
const TROUBLES: readonly (readonly [string, ErrorCode, "again" | "never", Corrupt])[] = [
  [
    "answers with the whole object",
    "source-range-ignored",
    "never",
    ({ headers: { "content-range": _, ...headers } }) => ({
      status: 200,
      headers: { ...headers, "content-length": BYTES.length },
      body: BYTES,
    }),
  ],
  [
    "sends another range",
    "source-response-invalid",
    "again",
    contentRange(`bytes 0-${MIB - 1}/${BYTES.length}`),
  ],
  [
    "compresses",
    "source-response-invalid",
    "again",
    ({ body, headers, ...right }) => {
      const zipped = gzipSync(body);
      const length = { "content-length": zipped.length, "content-encoding": "gzip" };
      return { ...right, headers: { ...headers, ...length }, body: zipped };
    },
  ],
  [
    "says of the right bytes that they are coded",
    "source-response-invalid",
    "again",
    ({ headers, ...right }) => ({ ...right, headers: { ...headers, "content-encoding": "gzip" } }),
  ],
  [
    "shows another version than before and after",
    "source-response-invalid",
    "again",
    ({ headers, ...right }) => ({ ...right, headers: { ...headers, etag: '"elses"' } }),
  ],
  [
    "shows another size than before and after",
    "source-response-invalid",
    "again",
    contentRange(`bytes ${THIRD}-${THIRD + MIB - 1}/${BYTES.length + 1}`),
  ],
  [
    "truncates and says so",
    "source-length-wrong",
    "again",
    (right, asked) => {
      const short = half(right, asked);
      const headers = { ...right.headers, "content-length": short.body.length };
      return { ...short, headers };
    },
  ],
  [
    "truncates and does not say so",
    "source-length-wrong",
    "again",
    ({ headers: { "content-length": _, ...headers }, ...right }, asked) =>
      half({ ...right, headers }, asked),
  ],
  [
    "cuts the connection",
    "source-unreachable",
    "again",
    (right, asked) => ({ ...half(right, asked), ends: "cut" }),
  ],
  [
    "grows while it is sent",
    "source-length-wrong",
    "again",
    ({ headers: { "content-length": _, ...headers }, body, status }) => ({
      status,
      headers,
      body: Buffer.concat([body, body]),
    }),
  ],
  [
    "stops sending",
    "source-unreachable",
    "again",
    (right, asked) => ({ ...half(right, asked), ends: "silence" }),
  ],
  ["vanishes", "source-missing", "never", (right) => ({ ...right, status: 404, headers: {} })],
  ["forbids", "source-forbidden", "never", (right) => ({ ...right, status: 403, headers: {} })],
];

function limitsOf(code: ErrorCode) {
  return code === "source-unreachable" ? IMPATIENT : {};
}

describe("a source that, in one part,", () => {
  test.each(TROUBLES)(
    "%s once is asked again, and the object is whole",
    async (_name, code, _retry, corrupt) => {
      const outcome = await carry({ corrupt: inThirdPart(corrupt, true) }, limitsOf(code));

      expectStored(outcome, BYTES);
      expect(outcome.transfer.generation).toBe(1);
      expect(outcome.failures).toMatchObject([{ step: 3, cause: { code } }]);
    },
  );

  test.each(TROUBLES)(
    "%s always fails the transfer with %s",
    async (_name, code, retry, corrupt) => {
      const outcome = await carry({ corrupt: inThirdPart(corrupt, false) }, limitsOf(code));

      expectFailed(outcome, code);
      // What contradicts the parts that were uploaded is asked several times before they are thrown away.
      const { length } = outcome.failures;
      expect(length).toBeGreaterThanOrEqual(retry === "again" ? 10 : 2);
      expect(length).toBeLessThanOrEqual(10);
      expect(outcome.failures.every(({ step }) => step === 3)).toBe(true);
      expect(outcome.calls("CompleteMultipartUpload")).toBe(0);
    },
  );
});

describe("a source", () => {
  test("without ranges is read from first to last byte, in one PUT", async () => {
    const outcome = await carry({ ignoresRange: () => true });

    expectStored(outcome, BYTES);
    expect(outcome.calls("PutObject")).toBe(1);
    expect(outcome.calls("InitiateMultipartUpload")).toBe(0);
  });

  test("that changes between two parts starts its transfer over, and the old upload is ended", async () => {
    const newer = sampleBytes(4, 3 * MIB + 7);
    let now = BYTES;

    const outcome = await carry({
      bytesOf: ({ startByte }) => {
        now = startByte === THIRD ? newer : now;
        return now;
      },
    });

    expectStored(outcome, newer);
    expect(outcome.transfer.generation).toBe(2);
    expect(outcome.calls("AbortMultipartUpload")).toBeGreaterThan(0);
    expect(outcome.calls("CompleteMultipartUpload")).toBe(1);
  });

  test("that changes every time fails its transfer in the third generation", async () => {
    let version = 0;

    const outcome = await carry({
      bytesOf: ({ startByte }) => {
        version += startByte === THIRD ? 1 : 0;
        return sampleBytes(10 + version, BYTES.length);
      },
    });

    expectFailed(outcome, "source-changed");
    expect(outcome.transfer.generation).toBe(3);
    expect(outcome.calls("InitiateMultipartUpload")).toBe(3);
    expect(outcome.calls("CompleteMultipartUpload")).toBe(0);
  });

  test("that changes gets more time before each generation", async () => {
    let version = 0;

    const outcome = await carry({
      bytesOf: ({ startByte }) => {
        version += startByte === THIRD ? 1 : 0;
        return sampleBytes(10 + version, BYTES.length);
      },
    });

    expect(outcome.transfer.generation).toBe(3);
    expect(outcome.tookMs).toBeGreaterThanOrEqual(22_000);
  });

  test.each<[string, Corrupt]>([
    [
      "weak",
      ({ headers: { etag = "", ...headers }, ...right }) => ({
        ...right,
        headers: { ...headers, etag: `W/${etag}` },
      }),
    ],
    [
      "unquoted",
      ({ headers: { etag = "", ...headers }, ...right }) => ({
        ...right,
        headers: { ...headers, etag: String(etag).replaceAll('"', "") },
      }),
    ],
  ])("of %s ETags that changes between two parts is no mixture", async (_name, corrupt) => {
    const newer = sampleBytes(4, BYTES.length);
    let now = BYTES;

    const outcome = await carry({
      corrupt,
      bytesOf: ({ startByte }) => {
        now = startByte === THIRD ? newer : now;
        return now;
      },
    });

    expectStored(outcome, newer);
    expect(outcome.transfer.generation).toBe(2);
    expect(outcome.failures).toMatchObject([
      {
        cause: { code: "source-changed", message: expect.stringMatching(/etag is .* was planned/) },
      },
    ]);
  });

  test("that sends at most 300 KiB for each request is read on", async () => {
    const outcome = await carry({
      corrupt: (right, { startByte = 0 }) => {
        const body = right.body.subarray(0, 300 * 1024);
        const range = `bytes ${startByte}-${startByte + body.length - 1}/${BYTES.length}`;
        const headers = { ...right.headers, "content-length": body.length };
        return { ...right, headers: { ...headers, "content-range": range }, body };
      },
    });

    expectStored(outcome, BYTES);
    expect(outcome.failures).toEqual([]);
  });

  test("that redirects to another address is read there", async () => {
    const outcome = await carry({
      corrupt: (right, { key }) =>
        key === KEY
          ? { status: 302, headers: { location: "/elsewhere" }, body: new Uint8Array() }
          : right,
    });

    expectStored(outcome, BYTES);
    expect(outcome.failures).toEqual([]);
  });

  test("that redirects in a circle fails at once", async () => {
    const outcome = await carry({
      corrupt: () => ({ status: 302, headers: { location: "/circle" }, body: new Uint8Array() }),
    });

    expectFailed(outcome, "source-unusable");
    expect(outcome.failures.length).toBeLessThanOrEqual(2);
  });

  test("that grows between any two requests fails its transfer in the third generation", async () => {
    let bytes = BYTES;

    const outcome = await carry({
      bytesOf: ({ startByte }) => {
        bytes = startByte === THIRD ? sampleBytes(5, bytes.length + 1) : bytes;
        return bytes;
      },
    });

    expectFailed(outcome, "source-changed");
    expect(outcome.transfer.generation).toBe(3);
  });

  test("that is gone after two parts is looked for again, and then ends its upload", async () => {
    let isGone = false;

    const outcome = await carry({
      bytesOf: ({ startByte }) => {
        isGone ||= startByte === THIRD;
        return isGone ? undefined : BYTES;
      },
    });

    expectFailed(outcome, "source-missing");
    expect(outcome.failures.length).toBeGreaterThan(1);
    expect(outcome.failures.length).toBeLessThanOrEqual(10);
    expect(outcome.calls("UploadPart")).toBe(2);
  });

  test("is restarted for the transfer that it changed under, and for no other", async () => {
    let changed = false;
    const server = await startFlakySource({
      bytesOf: ({ key, startByte }) => {
        changed ||= key === "changing" && startByte === THIRD;
        return key === "changing" && changed ? sampleBytes(9, 3 * MIB) : BYTES;
      },
    });
    onTestFinished(server.close);
    const source = createHttpSourceReader({ baseUrl: server.url });
    onTestFinished(source.close);
    const { deployment, close } = await deployOnEmulator({ source });
    onTestFinished(close);

    const jobs = [await deployment.submit("changing"), await deployment.submit("steady")];
    await deployment.runUntilIdle();

    const transfers = await Promise.all(jobs.map((jobId) => deployment.transferOf(jobId)));
    expect(transfers.map(({ generation }) => generation)).toEqual([2, 1]);
    expect(transfers.map(({ state }) => state.kind)).toEqual(["stored", "stored"]);
  });
});
