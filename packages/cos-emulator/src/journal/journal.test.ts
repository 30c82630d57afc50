import { eventually } from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import {
  beginCos,
  complete,
  initiate,
  SECRETS,
  type Send,
  sendPart,
  startForTest,
} from "../test-client.ts";

const path = "/object";

async function store(send: Send, bodies: readonly string[]) {
  const uploadId = await initiate(send, { path });
  const parts: (readonly [number, string])[] = [];
  for (const [index, body] of bodies.entries()) {
    const part = await sendPart(send, { path, uploadId, number: index + 1, body });
    parts.push([index + 1, part.headers.etag ?? ""]);
  }
  const completed = () => complete(send, { path, uploadId, parts });
  return { uploadId, complete: completed, completed: await completed() };
}

describe("the journal", () => {
  test("has an entry for each request, in the order of their ends", async () => {
    const { cos, emulator } = await startForTest();

    const { uploadId } = await store(cos, ["123456789"]);
    await cos({ method: "GET", path: "/missing" });

    const entries = await eventually(() => {
      const all = emulator.journal.entries();
      return all.length === 4 && all;
    });
    const bucket = "demo-1250000000";
    const common = { bucket, key: "object", uploadId, attempt: 1, status: 200 };
    expect(entries).toMatchObject([
      { seq: 1, call: "InitiateMultipartUpload", key: "object", status: 200 },
      {
        ...common,
        seq: 2,
        call: "UploadPart",
        part: 1,
        bytesReceived: 9,
        crc64: "995dc9bbdf1939fa",
      },
      { ...common, seq: 3, call: "CompleteMultipartUpload", crc64: "995dc9bbdf1939fa" },
      { seq: 4, call: "GetObject", key: "missing", status: 404 },
    ]);
    expect(emulator.journal.entries(2).map(({ seq }) => seq)).toEqual([3, 4]);
  });

  test("has requests that are not signed, and no secret", async () => {
    const { cos, emulator } = await startForTest();

    await cos({ method: "HEAD", path, isUnsigned: true });
    await cos({ method: "HEAD", path });

    const entries = emulator.journal.entries();
    expect(entries.map(({ status }) => status)).toEqual([403, 404]);
    expect(JSON.stringify(entries)).not.toContain(SECRETS.secretId);
    expect(JSON.stringify(entries)).not.toContain("signature");
  });

  test("has what a client left half-way", async () => {
    const { cos, emulator } = await startForTest();
    const uploadId = await initiate(cos, { path });
    const query = { partNumber: "1", uploadId };
    const headers = { "content-length": "1000" };

    const sending = beginCos(emulator.port, { method: "PUT", path, query, headers });
    sending.on("error", () => undefined);
    sending.write(Buffer.alloc(100));
    await eventually(() => emulator.journal.summary().maxConcurrentPartsPerKey === 1);
    sending.destroy();

    const entry = await eventually(() => emulator.journal.entries().find(({ part }) => part === 1));
    expect(entry).toMatchObject({ status: "cut" });
    expect(entry.bytesReceived).toBeLessThanOrEqual(100);
    expect(emulator.journal.summary().cut).toBe(1);
  });
});

describe("the summary", () => {
  test("balances what was received with what is stored", async () => {
    const { cos, emulator } = await startForTest();
    await store(cos, ["123456789"]);
    await cos({ method: "PUT", path: "/other", body: "1234" });
    const uploadId = await initiate(cos, { path: "/open" });
    await sendPart(cos, { path: "/open", uploadId, number: 1, body: "12" });

    const summary = await eventually(() => {
      const now = emulator.journal.summary();
      return now.requests === 6 && now;
    });

    expect(summary).toMatchObject({
      openUploads: [{ bucket: "demo-1250000000", key: "open", uploadId }],
      objects: 2,
      bytesReceived: 15,
      bytesStored: 13,
      completesAfterSuccess: 0,
      partsWithDifferentCrc: 0,
      cut: 0,
      faultsFired: 0,
      requestsByCall: { UploadPart: 2, PutObject: 1, InitiateMultipartUpload: 2 },
    });
  });

  test("counts a Complete after a success that was told", async () => {
    const { cos, emulator } = await startForTest();
    const upload = await store(cos, ["x"]);

    await upload.complete();

    expect(emulator.journal.summary().completesAfterSuccess).toBe(1);
  });

  test("does not count a Complete after a success that was lost, or was none", async () => {
    const on = { call: "CompleteMultipartUpload" } as const;
    const failure = { kind: "error-in-200", code: "InternalError" } as const;
    const blank = { kind: "blank-then-end", isDone: true } as const;
    const { cos, emulator } = await startForTest({
      faults: [
        { on, fault: failure },
        { on, fault: blank },
      ],
    });
    const upload = await store(cos, ["x"]);

    await upload.complete();
    await upload.complete();

    const { completesAfterSuccess, requestsByCall } = await eventually(() => {
      const now = emulator.journal.summary();
      return now.requests === 5 && now;
    });
    expect(requestsByCall.CompleteMultipartUpload).toBe(3);
    expect(completesAfterSuccess).toBe(0);
  });

  test("counts parts that came again with other bytes", async () => {
    const { cos, emulator } = await startForTest();
    const uploadId = await initiate(cos, { path });

    for (const body of ["a", "a", "b"]) {
      await sendPart(cos, { path, uploadId, number: 1, body });
    }

    await eventually(() => emulator.journal.summary().partsWithDifferentCrc === 1);
  });

  test("knows the most parts and Completes at once", async () => {
    const { cos, emulator } = await startForTest({ behaviour: { completeMs: 50 } });
    const uploadId = await initiate(cos, { path });
    const query = (number: number) => ({ partNumber: String(number), uploadId });
    const headers = { "content-length": "10" };

    const sendings = [1, 2, 3].map((number) => {
      const sent = { method: "PUT", path, query: query(number), headers };
      const sending = beginCos(emulator.port, sent);
      sending.flushHeaders();
      sending.on("error", () => undefined);
      return sending;
    });
    await eventually(() => emulator.journal.summary().maxConcurrentPartsPerKey === 3);
    for (const sending of sendings) {
      sending.destroy();
    }
    const part = await sendPart(cos, { path, uploadId, number: 1, body: "x" });
    const parts = [[1, part.headers.etag ?? ""]] as const;
    await Promise.all([1, 2].map(() => complete(cos, { path, uploadId, parts })));

    expect(emulator.journal.summary()).toMatchObject({
      maxConcurrentPartsPerKey: 3,
      maxConcurrentCompletesPerUpload: 2,
    });
  });
});
