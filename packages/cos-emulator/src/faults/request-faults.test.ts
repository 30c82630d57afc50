import { once } from "node:events";
import { Agent, request } from "node:http";
import { eventually } from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import {
  beginCos,
  element,
  initiate,
  MIB,
  type Send,
  sendPart,
  startForTest,
} from "../test-client.ts";
import type { Fault } from "./fault.ts";

const path = "/object";
const body = "the body";

async function startWith(fault: Fault, times?: number) {
  const on = { call: "UploadPart" } as const;
  const rule = times === undefined ? { on, fault } : { on, fault, times };
  const started = await startForTest({ faults: [rule] });
  const uploadId = await initiate(started.cos, { path });
  return { ...started, uploadId };
}

async function partCount(send: Send, uploadId: string): Promise<number> {
  const { text } = await send({ method: "GET", path, query: { uploadId } });
  return text.match(/<Part>/g)?.length ?? 0;
}

describe("a rejection", () => {
  test("comes before the body", async () => {
    const fault = { kind: "refuse-before-body", status: 503, code: "SlowDown" } as const;
    const { emulator, uploadId } = await startWith(fault);
    const headers = { "content-length": String(MIB) };
    const query = { partNumber: "1", uploadId };

    const sending = beginCos(emulator.port, { method: "PUT", path, query, headers });
    sending.flushHeaders();
    const [response] = await once(sending, "response");

    expect(response.statusCode).toBe(503);
    sending.destroy();
    const [entry] = await eventually(() => {
      const found = emulator.journal.entries().filter(({ call }) => call === "UploadPart");
      return found.length > 0 && found;
    });
    expect(entry).toMatchObject({ status: 503, bytesReceived: 0, faultId: "fault-1", attempt: 1 });
  });

  test("comes after the body, and is over then", async () => {
    const fault = { kind: "refuse-after-body", status: 500, code: "InternalError" } as const;
    const { cos, emulator, uploadId } = await startWith(fault);

    const refused = await sendPart(cos, { path, uploadId, number: 1, body });
    const stored = await sendPart(cos, { path, uploadId, number: 1, body });

    expect([refused.status, element(refused, "Code")]).toEqual([500, "InternalError"]);
    expect(refused.headers["x-cos-request-id"]).toBeDefined();
    expect(stored.status).toBe(200);
    expect(emulator.journal.entries()[1]).toMatchObject({ bytesReceived: body.length });
  });

  test("stands where the client waits for 100", async () => {
    const fault = { kind: "refuse-expect", status: 503, code: "ServiceUnavailable" } as const;
    const { cos, uploadId } = await startWith(fault);
    const headers = { expect: "100-continue" };

    const plain = await sendPart(cos, { path, uploadId, number: 1, body });
    const refused = await sendPart(cos, { path, uploadId, number: 1, body, headers });

    expect(plain.status).toBe(200);
    expect([refused.status, refused.wasContinued]).toEqual([503, false]);
    expect(refused.headers.connection).toBe("close");
  });

  test("meets requests above a rate", async () => {
    const fault = { kind: "slow-down", requestsPerSecond: 2, per: "key" } as const;
    const { cos } = await startForTest({ faults: [{ on: {}, fault }] });
    const send = () => cos({ method: "HEAD", path });

    const statuses = (await Promise.all(Array.from({ length: 20 }, send))).map((a) => a.status);

    // The 20 may fall into two seconds.
    expect(statuses.filter((status) => status === 404).length).toBeLessThanOrEqual(4);
    expect(statuses.filter((status) => status === 503).length).toBeGreaterThanOrEqual(16);
  });

  test("meets a body that comes too slowly, and never the others", async () => {
    const fault = { kind: "too-slow", bytesPerSecond: 10_000, windowMs: 50 } as const;
    const { cos, emulator, uploadId } = await startWith(fault);
    const query = { partNumber: "1", uploadId };
    const headers = { "content-length": String(MIB) };

    const fast = await sendPart(cos, { path, uploadId, number: 2, body: Buffer.alloc(MIB) });
    const sending = beginCos(emulator.port, { method: "PUT", path, query, headers });
    sending.write("slow");
    const [response] = await once(sending, "response");
    const text = Buffer.concat(await response.toArray()).toString();

    expect(fast.status).toBe(200);
    expect([response.statusCode, text.includes("UserNetworkTooSlow")]).toEqual([400, true]);
    expect(emulator.faults.fired()).toMatchObject([{ kind: "too-slow", part: 1 }]);
    sending.destroy();
  });
});

describe("a body", () => {
  test("is waited for when Expect is ignored", async () => {
    const { cos, emulator, uploadId } = await startWith({ kind: "ignore-expect" });
    const query = { partNumber: "1", uploadId };
    const headers = { expect: "100-continue", "content-length": String(body.length) };
    let wasContinued = false;

    const sending = beginCos(emulator.port, { method: "PUT", path, query, headers });
    sending.on("continue", () => {
      wasContinued = true;
    });
    sending.end(body);
    const [response] = await once(sending, "response");

    expect([response.statusCode, wasContinued]).toEqual([200, false]);
    expect(await partCount(cos, uploadId)).toBe(1);
    sending.destroy();
  });

  test.each([0, 100_000, 10 * MIB])(
    "is cut after %i bytes of 1 MiB, and no part",
    async (afterBytes) => {
      const { cos, emulator, uploadId } = await startWith({ kind: "cut-body", afterBytes });

      const sent = sendPart(cos, { path, uploadId, number: 1, body: Buffer.alloc(MIB) });

      await expect(sent).rejects.toThrow(/ECONNRESET|EPIPE|hang up/);
      expect(await partCount(cos, uploadId)).toBe(0);
      expect(emulator.journal.entries()[1]).toMatchObject({ status: "cut" });
    },
  );

  test.each([undefined, 100])("stalls, from byte %s on", async (afterBytes) => {
    const fault = { kind: "stall", ...(afterBytes === undefined ? {} : { afterBytes }) } as const;
    const { cos, emulator, uploadId } = await startWith(fault);
    const query = { partNumber: "1", uploadId };
    const headers = { "content-length": "1000" };

    const sending = beginCos(emulator.port, { method: "PUT", path, query, headers });
    sending.on("error", () => undefined);
    sending.end(Buffer.alloc(1000));
    await eventually(() => emulator.faults.fired().length > 0);
    const others = await partCount(cos, uploadId);
    sending.destroy();

    expect(others).toBe(0);
    const entry = await eventually(() => emulator.journal.entries().find(({ part }) => part === 1));
    expect(entry.status).toBe("cut");
  });

  test.each([undefined, 100])("stalls for a while, from byte %s on", async (afterBytes) => {
    const at = afterBytes === undefined ? {} : { afterBytes };
    const { cos, emulator, uploadId } = await startWith({ kind: "stall", ms: 60, ...at });

    const sent = await sendPart(cos, { path, uploadId, number: 1, body: Buffer.alloc(1000) });

    expect(sent.status).toBe(200);
    const entry = await eventually(() => emulator.journal.entries().find(({ part }) => part === 1));
    expect(entry.durationMs).toBeGreaterThanOrEqual(55);
  });

  test("is read slowly", async () => {
    const { cos, emulator, uploadId } = await startWith({
      kind: "slow-read",
      bytesPerSecond: 10_000,
    });

    const sent = await sendPart(cos, { path, uploadId, number: 1, body: Buffer.alloc(1000) });

    expect(sent.status).toBe(200);
    const entry = await eventually(() => emulator.journal.entries().find(({ part }) => part === 1));
    expect(entry.durationMs).toBeGreaterThanOrEqual(95);
  });

  test("that stalls does not keep the emulator from closing", async () => {
    const { emulator, uploadId } = await startWith({ kind: "stall" });
    const query = { partNumber: "1", uploadId };
    const headers = { "content-length": String(8 * MIB) };
    const sending = beginCos(emulator.port, { method: "PUT", path, query, headers });
    sending.on("error", () => undefined);
    sending.end(Buffer.alloc(8 * MIB));
    await eventually(() => emulator.faults.fired().length > 0);

    await emulator.close();

    expect(emulator.journal.entries().at(-1)).toMatchObject({ part: 1, status: "cut" });
  });
});

describe("a connection that had died", () => {
  test("serves its first request, and drops its second one unread", async () => {
    const { emulator } = await startForTest({
      faults: [{ on: { call: "HeadObject" }, fault: { kind: "drop-reused-connection" } }],
    });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const headers = { host: "demo-1250000000.cos.ap-local.myqcloud.com" };
    const head = async (): Promise<number | string> => {
      const asking = request({ port: emulator.port, method: "HEAD", path, agent, headers });
      asking.end();
      try {
        const [response] = await once(asking, "response");
        await once(response.resume(), "end");
        return response.statusCode;
      } catch (error) {
        return error instanceof Error && "code" in error ? String(error.code) : String(error);
      }
    };

    const first = await head();
    const second = await head();
    const third = await head();

    expect([first, second, third]).toEqual([403, "ECONNRESET", 403]);
    agent.destroy();
  });
});
