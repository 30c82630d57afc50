import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "@penstock/testkit";
import { describe, expect, onTestFinished, test } from "vitest";
import type { EmulatorBehaviour } from "./behaviour.ts";
import {
  beginCos,
  clientsOf,
  complete,
  element,
  initiate,
  type Send,
  type StoreResponse,
  sendPart,
  startForTest,
  startOn,
  type ToComplete,
} from "./test-client.ts";

const PATH = "/merged";
const SLOW: Partial<EmulatorBehaviour> = { completeMs: 300, completeDripMs: 20 };
/** A merge that ends only with its emulator. */
const ENDLESS: Partial<EmulatorBehaviour> = { completeMs: 600_000, completeDripMs: 20 };

function said(response: StoreResponse): readonly unknown[] {
  return [response.status, element(response, "Code")];
}

async function uploadOf(send: Send): Promise<ToComplete> {
  const uploadId = await initiate(send, { path: PATH });
  const part = await sendPart(send, { path: PATH, uploadId, number: 1, body: "x" });
  return { path: PATH, uploadId, parts: [[1, part.headers.etag ?? ""]] };
}

/** Sends a Complete and returns when its 200 is there, with the request still open. */
async function beginComplete(port: number, { path, uploadId, parts }: ToComplete) {
  const list = parts.map(([number, etag]) => {
    return `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag></Part>`;
  });
  const body = `<CompleteMultipartUpload>${list.join("")}</CompleteMultipartUpload>`;
  const request = beginCos(port, { method: "POST", path, query: { uploadId }, body });
  request.on("error", () => undefined);
  request.end(body);
  const [response] = await once(request, "response");
  return { request, status: response.statusCode };
}

describe("a Complete that merges", () => {
  test("sends its headers at once, then white space, then the result", async () => {
    const { cos } = await startForTest({ behaviour: SLOW });
    const upload = await uploadOf(cos);

    const response = await complete(cos, upload);

    expect(response.status).toBe(200);
    expect(response.headers["x-cos-hash-crc64ecma"]).toEqual(expect.any(String));
    expect(response.text).toMatch(/^\n +<CompleteMultipartUploadResult/);
    expect(element(response, "ETag")).not.toBe("");
  });

  test("makes the object appear only at its end, although its client hangs up", async () => {
    const { cos, emulator } = await startForTest({ behaviour: SLOW });
    const { request, status } = await beginComplete(emulator.port, await uploadOf(cos));

    request.destroy();
    const during = await cos({ method: "HEAD", path: PATH });

    expect([status, during.status]).toEqual([200, 404]);
    await eventually(async () => (await cos({ method: "GET", path: PATH })).text === "x");
    expect(emulator.openUploads()).toEqual([]);
  });

  test("lets no other request change the upload, and every request read it", async () => {
    const { cos, emulator } = await startForTest({ behaviour: ENDLESS });
    const upload = await uploadOf(cos);
    const { uploadId } = upload;
    await beginComplete(emulator.port, upload);

    const refused = [
      await complete(cos, upload),
      await sendPart(cos, { path: PATH, uploadId, number: 1, body: "y" }),
      await cos({ method: "DELETE", path: PATH, query: { uploadId } }),
    ];
    const list = await cos({ method: "GET", path: PATH, query: { uploadId } });

    expect(refused.map(said)).toEqual(Array(3).fill([409, "UploadConflict"]));
    expect(element(list, "PartNumber")).toBe("1");
    expect(emulator.openUploads()).toHaveLength(1);
  });

  test("lets a part that was on its way be uploaded no more", async () => {
    const { cos, emulator } = await startForTest({ behaviour: ENDLESS });
    const upload = await uploadOf(cos);
    const late = beginCos(emulator.port, {
      method: "PUT",
      path: PATH,
      query: { partNumber: "2", uploadId: upload.uploadId },
      headers: { "content-length": "4", expect: "100-continue" },
    });
    late.flushHeaders();
    await once(late, "continue");
    await beginComplete(emulator.port, upload);

    late.end("late");
    const [response] = await once(late, "response");

    expect(response.statusCode).toBe(409);
    late.destroy();
  });

  test("is forgotten by a restart, which leaves the upload open", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "cos-emulator-"));
    onTestFinished(() => rm(dataDir, { recursive: true }));
    const first = await startOn(dataDir, { behaviour: ENDLESS });
    const upload = await uploadOf(clientsOf(first.port).cos);
    await beginComplete(first.port, upload);
    await first.close();

    const second = await startOn(dataDir);
    const { cos } = clientsOf(second.port);
    const before = await cos({ method: "HEAD", path: PATH });
    const again = await complete(cos, upload);

    expect(before.status).toBe(404);
    expect(element(again, "ETag")).not.toBe("");
    expect((await cos({ method: "GET", path: PATH })).text).toBe("x");
  });

  test("says inside of its 200 that the object appeared before", async () => {
    const { cos, emulator } = await startForTest({ behaviour: SLOW });
    const upload = await uploadOf(cos);
    const headers = { "x-cos-forbid-overwrite": "true" };

    const [response] = await Promise.all([
      complete(cos, { ...upload, headers }),
      cos({ method: "PUT", path: PATH, body: "other" }),
    ]);

    // Whichever of the two was first: the object that was there stays.
    expect(element(response, "Code")).toBe("FileAlreadyExists");
    expect((await cos({ method: "GET", path: PATH })).text).toBe("other");
    expect(emulator.openUploads()).toHaveLength(1);
  });
});

describe("a Complete that is repeated", () => {
  test.each(["cos", "s3"] as const)("gets the same result on the dialect %s", async (dialect) => {
    const started = await startForTest({ behaviour: { repeatedComplete: "same-result" } });
    const send = started[dialect];
    const upload = await uploadOf(send);
    const first = await complete(send, upload);

    const second = await complete(send, upload);

    expect(second.status).toBe(200);
    expect(element(second, "ETag")).toBe(element(first, "ETag"));
    expect(second.headers["x-cos-hash-crc64ecma"]).toBe(first.headers["x-cos-hash-crc64ecma"]);
  });

  test("gets 404 when the object is another one by now", async () => {
    const { cos } = await startForTest({ behaviour: { repeatedComplete: "same-result" } });
    const upload = await uploadOf(cos);
    await complete(cos, upload);
    await cos({ method: "PUT", path: PATH, body: "other" });

    const again = await complete(cos, upload);

    expect(said(again)).toEqual([404, "NoSuchUpload"]);
  });
});
