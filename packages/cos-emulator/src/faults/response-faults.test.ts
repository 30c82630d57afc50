import { createHash } from "node:crypto";
import { once } from "node:events";
import { eventually } from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import type { CallName } from "../request-subject.ts";
import {
  beginCos,
  complete,
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
// The CRC-64/XZ of "123456789" is published with the checksum.
const NINE = { body: "123456789", crc64: "11051210869376104954" };
const CUT = /ECONNRESET|hang up|aborted/;

function startWith(call: CallName, fault: Fault) {
  return startForTest({ faults: [{ id: "it", on: { call }, fault }] });
}

/** An upload with one part, and what completes it. */
async function uploadOne(send: Send) {
  const uploadId = await initiate(send, { path, headers: { "x-cos-meta-token": "ours" } });
  const part = await sendPart(send, { path, uploadId, number: 1, body: NINE.body });
  const parts = [[1, part.headers.etag ?? ""]] as const;
  return { uploadId, part, complete: () => complete(send, { path, uploadId, parts }) };
}

async function partCount(send: Send, uploadId: string): Promise<number> {
  const { text } = await send({ method: "GET", path, query: { uploadId } });
  return text.match(/<Part>/g)?.length ?? 0;
}

describe("a lost response", () => {
  test("of Initiate leaves an upload that its client does not know", async () => {
    const { cos, emulator } = await startWith("InitiateMultipartUpload", { kind: "lose-response" });

    await expect(initiate(cos, { path })).rejects.toThrow(CUT);
    await initiate(cos, { path });

    expect(emulator.openUploads()).toHaveLength(2);
  });

  test("of a part leaves the part", async () => {
    const { cos, emulator } = await startWith("UploadPart", { kind: "lose-response" });
    const uploadId = await initiate(cos, { path });

    const sent = sendPart(cos, { path, uploadId, number: 1, body });

    await expect(sent).rejects.toThrow(CUT);
    expect(await partCount(cos, uploadId)).toBe(1);
    const entry = await eventually(() => emulator.journal.entries().find(({ part }) => part === 1));
    expect(entry).toMatchObject({ status: "cut", faultId: "it", crc64: expect.any(String) });
  });

  test("of Complete leaves the object, and no upload", async () => {
    const { cos } = await startWith("CompleteMultipartUpload", { kind: "lose-response" });
    const upload = await uploadOne(cos);

    await expect(upload.complete()).rejects.toThrow(CUT);
    const again = await upload.complete();
    const head = await cos({ method: "HEAD", path });

    expect([again.status, element(again, "Code")]).toEqual([404, "NoSuchUpload"]);
    expect([head.status, head.headers["x-cos-meta-token"]]).toEqual([200, "ours"]);
  });

  test("is lost although it was a rejection", async () => {
    const { cos } = await startWith("HeadObject", { kind: "lose-response" });

    await expect(cos({ method: "HEAD", path })).rejects.toThrow(CUT);
  });

  test("of a Complete that merges is lost at its end", async () => {
    const { cos } = await startForTest({
      faults: [{ on: { call: "CompleteMultipartUpload" }, fault: { kind: "lose-response" } }],
      behaviour: { completeMs: 40, completeDripMs: 10 },
    });
    const upload = await uploadOne(cos);

    await expect(upload.complete()).rejects.toThrow(CUT);

    expect((await cos({ method: "GET", path })).text).toBe(NINE.body);
  });
});

describe("a stalled response", () => {
  test("comes late, and whole", async () => {
    const { cos, emulator } = await startWith("UploadPart", { kind: "stall-response", ms: 60 });

    const { part } = await uploadOne(cos);

    expect([part.status, part.headers["x-cos-hash-crc64ecma"]]).toEqual([200, NINE.crc64]);
    const entry = await eventually(() => emulator.journal.entries().find((e) => e.part === 1));
    expect(entry.durationMs).toBeGreaterThanOrEqual(55);
  });

  test("never comes, but the work is done", async () => {
    const { cos, emulator } = await startWith("UploadPart", { kind: "stall-response" });
    const uploadId = await initiate(cos, { path });
    const query = { partNumber: "1", uploadId };
    const headers = { "content-length": String(body.length) };

    const sending = beginCos(emulator.port, { method: "PUT", path, query, headers });
    sending.on("error", () => undefined);
    sending.end(body);
    await eventually(async () => (await partCount(cos, uploadId)) === 1);
    sending.destroy();

    const entry = await eventually(() => emulator.journal.entries().find((e) => e.part === 1));
    expect(entry.status).toBe("cut");
  });
});

describe("a Complete", () => {
  test.each([true, false])("has an error in its 200, newline: %s", async (hasNewline) => {
    const fault = { kind: "error-in-200", code: "InternalError", hasNewline } as const;
    const { cos, emulator } = await startWith("CompleteMultipartUpload", fault);
    const upload = await uploadOne(cos);

    const failed = await upload.complete();

    expect([failed.status, element(failed, "Code")]).toEqual([200, "InternalError"]);
    expect(failed.text.endsWith(hasNewline ? "</Error>\n" : "</Error>")).toBe(true);
    expect(emulator.openUploads()).toHaveLength(1);
    expect(element(await upload.complete(), "Key")).toBe("object");
  });

  test.each([true, false])("is blank to its end, done: %s", async (isDone) => {
    const fault = { kind: "blank-then-end", isDone } as const;
    const { cos, emulator } = await startWith("CompleteMultipartUpload", fault);
    const upload = await uploadOne(cos);

    const response = await upload.complete();

    expect([response.status, response.text.trim()]).toEqual([200, ""]);
    expect(response.headers["transfer-encoding"]).toBe("chunked");
    expect(emulator.openUploads()).toHaveLength(isDone ? 0 : 1);
    expect((await cos({ method: "HEAD", path })).status).toBe(isDone ? 200 : 404);
  });

  test.each([true, false])("is blank and cut, done: %s", async (isDone) => {
    const fault = { kind: "blank-then-cut", isDone } as const;
    const { cos, emulator } = await startWith("CompleteMultipartUpload", fault);
    const upload = await uploadOne(cos);

    await expect(upload.complete()).rejects.toThrow(CUT);

    expect(emulator.openUploads()).toHaveLength(isDone ? 0 : 1);
    expect((await cos({ method: "HEAD", path })).status).toBe(isDone ? 200 : 404);
  });

  test("that is refused is refused plainly", async () => {
    const fault = { kind: "blank-then-end", isDone: true } as const;
    const { cos } = await startWith("CompleteMultipartUpload", fault);
    const uploadId = await initiate(cos, { path });

    const refused = await complete(cos, { path, uploadId, parts: [[1, "x"]] });

    expect([refused.status, element(refused, "Code")]).toEqual([400, "InvalidPart"]);
  });

  test("succeeds, but another writer's object is there afterwards", async () => {
    const { cos } = await startWith("HeadObject", { kind: "foreign-object" });
    await (await uploadOne(cos)).complete();

    const { status, headers } = await cos({ method: "HEAD", path });

    expect(status).toBe(200);
    expect(headers["x-cos-meta-token"]).not.toBe("ours");
    expect(headers["x-cos-hash-crc64ecma"]).toBe(NINE.crc64);
    expect((await cos({ method: "GET", path })).text).toBe(NINE.body);
  });

  test("does not succeed, but another writer's object is there", async () => {
    const { cos } = await startWith("HeadObject", { kind: "foreign-object", sizeBytes: 9 });
    await uploadOne(cos);

    const { status, headers } = await cos({ method: "HEAD", path });

    expect([status, headers["content-length"]]).toEqual([200, "9"]);
    expect((await cos({ method: "GET", path })).bytes).toEqual(Buffer.alloc(9));
  });
});

test.each([true, false])("a conflict leaves the part, done: %s", async (isDone) => {
  const { cos } = await startWith("UploadPart", { kind: "conflict", isDone });
  const uploadId = await initiate(cos, { path });

  const refused = await sendPart(cos, { path, uploadId, number: 1, body });

  expect([refused.status, element(refused, "Code")]).toEqual([409, "UploadConflict"]);
  expect(refused.headers.etag).toBeUndefined();
  expect(await partCount(cos, uploadId)).toBe(isDone ? 1 : 0);
});

describe("the checksum of a response", () => {
  test.each(["UploadPart", "CompleteMultipartUpload", "HeadObject", "GetObject"] as const)(
    "is wrong: %s",
    async (call) => {
      const { cos, emulator } = await startWith(call, { kind: "wrong-crc" });
      const upload = await uploadOne(cos);
      const responses = {
        UploadPart: upload.part,
        CompleteMultipartUpload: await upload.complete(),
        HeadObject: await cos({ method: "HEAD", path }),
        GetObject: await cos({ method: "GET", path }),
      };

      const crcs = Object.entries(responses).map(([name, { headers }]) => [
        name,
        headers["x-cos-hash-crc64ecma"] === NINE.crc64,
      ]);

      expect(crcs.filter(([, isRight]) => isRight !== true)).toEqual([[call, false]]);
      expect(responses[call].headers["x-cos-hash-crc64ecma"]).toMatch(/^\d+$/);
      // The journal has the true one.
      const entry = await eventually(() => emulator.journal.entries().find((e) => e.faultId));
      expect(entry.crc64).toBe("995dc9bbdf1939fa");
    },
  );

  test.each([
    ["no-crc", "x-cos-hash-crc64ecma"],
    ["no-etag", "etag"],
  ] as const)("is missing, or the ETag is: %s", async (kind, header) => {
    const { cos } = await startWith("UploadPart", { kind });

    const { part } = await uploadOne(cos);

    expect([part.status, part.headers[header]]).toEqual([200, undefined]);
  });

  test("of the S3 dialect is wrong as well", async () => {
    const { s3 } = await startWith("PutObject", { kind: "wrong-crc" });
    const headers = { "x-amz-checksum-crc32": "y/Q5Jg==" };

    const response = await s3({ method: "PUT", path, body: "123456789", headers });

    expect(response.headers["x-amz-checksum-crc32"]).toBe("1/Q5Jg==");
  });
});

describe("a response from the way", () => {
  test("lacks the request id", async () => {
    const { cos } = await startWith("HeadObject", { kind: "no-request-id" });

    const first = await cos({ method: "HEAD", path });
    const second = await cos({ method: "HEAD", path });

    expect([first.status, first.headers["x-cos-request-id"]]).toEqual([404, undefined]);
    expect(second.headers["x-cos-request-id"]).toBeDefined();
  });

  test("is a failure without body and request id", async () => {
    const { cos } = await startWith("UploadPart", { kind: "no-request-id", status: 502 });

    const { part } = await uploadOne(cos);

    expect([part.status, part.text]).toEqual([502, ""]);
    expect(part.headers["x-cos-request-id"]).toBeUndefined();
  });

  test.each([200, 404])("is the page of a front end with %i", async (status) => {
    const { cos } = await startWith("UploadPart", { kind: "no-request-id", status, hasPage: true });

    const { part } = await uploadOne(cos);

    expect([part.status, part.headers["content-type"]]).toEqual([status, "text/html"]);
    expect(part.text).toContain(`<title>${status}</title>`);
    expect(part.headers["x-cos-request-id"]).toBeUndefined();
  });

  test.each([301, 302, 307] as const)("sends to the backup domain with %i", async (status) => {
    const { cos } = await startWith("UploadPart", { kind: "redirect-to-backup", status });

    const { part, uploadId } = await uploadOne(cos);

    const host = "https://demo-1250000000.cos.ap-local.tencentcos.cn";
    expect(part.status).toBe(status);
    expect(part.headers.location).toBe(`${host}/object?partNumber=1&uploadId=${uploadId}`);
    expect(part.headers["x-cos-request-id"]).toBeUndefined();
  });
});

describe("a clock", () => {
  test.each([
    [3600, 403, "AccessDenied"],
    [-3600, 403, "RequestTimeTooSkewed"],
    [20, 404, "NoSuchKey"],
  ])("that is off by %i s answers %i %s, and tells its time", async (seconds, status, code) => {
    const { cos } = await startWith("GetObject", { kind: "skew-clock", seconds });

    const response = await cos({ method: "GET", path });

    const reported = Date.parse(response.headers.date ?? "");
    expect([response.status, element(response, "Code")]).toEqual([status, code]);
    expect(Math.abs(reported - Date.now() - seconds * 1000)).toBeLessThan(5000);
  });
});

describe("a turned bit", () => {
  test.each([true, false])("is stored in a part, told: %s", async (isReported) => {
    const { cos, emulator } = await startWith("UploadPart", { kind: "corrupt-part", isReported });
    const upload = await uploadOne(cos);

    const completed = await upload.complete();

    const got = await cos({ method: "GET", path });
    const truth = got.headers["x-cos-hash-crc64ecma"];
    expect(got.text).toBe("023456789");
    expect(truth).not.toBe(NINE.crc64);
    expect(completed.headers["x-cos-hash-crc64ecma"]).toBe(truth);
    expect(upload.part.headers["x-cos-hash-crc64ecma"]).toBe(isReported ? truth : NINE.crc64);
    expect(emulator.journal.entries()[1]?.crc64).toBe("995dc9bbdf1939fa");
  });

  test("is stored although the body was checked by its MD5", async () => {
    const { cos } = await startWith("PutObject", { kind: "corrupt-part", isReported: false });
    const md5 = createHash("md5").update(NINE.body).digest("base64");
    const headers = { "content-md5": md5 };

    const put = await cos({ method: "PUT", path, body: NINE.body, headers });

    expect([put.status, put.headers["x-cos-hash-crc64ecma"]]).toEqual([200, NINE.crc64]);
    expect((await cos({ method: "GET", path })).text).toBe("023456789");
  });

  test("is replaced when the part is sent again", async () => {
    const { cos, emulator } = await startWith("UploadPart", {
      kind: "corrupt-part",
      isReported: true,
    });
    const { uploadId } = await uploadOne(cos);

    const part = await sendPart(cos, { path, uploadId, number: 1, body: NINE.body });
    const parts = [[1, part.headers.etag ?? ""]] as const;
    const completed = await complete(cos, { path, uploadId, parts });

    expect(completed.headers["x-cos-hash-crc64ecma"]).toBe(NINE.crc64);
    expect(emulator.journal.summary().partsWithDifferentCrc).toBe(0);
  });

  test("is read once", async () => {
    const { cos } = await startWith("GetObject", { kind: "corrupt-response" });
    await cos({ method: "PUT", path, body: NINE.body });

    const first = await cos({ method: "GET", path });
    const second = await cos({ method: "GET", path });

    expect([first.text, second.text]).toEqual(["023456789", NINE.body]);
    expect(first.headers["x-cos-hash-crc64ecma"]).toBe(NINE.crc64);
  });
});

describe("a cut response", () => {
  test.each([0, 5, MIB])("of 3 MiB gives %i bytes", async (afterBytes) => {
    const { cos, emulator } = await startWith("GetObject", { kind: "cut-response", afterBytes });
    await cos({ method: "PUT", path, body: Buffer.alloc(3 * MIB) });

    const reading = beginCos(emulator.port, { method: "GET", path });
    reading.end();
    const [response] = await once(reading, "response");
    let gotBytes = 0;
    response.on("data", (chunk: Buffer) => {
      gotBytes += chunk.length;
    });
    const [error] = await once(response, "error");

    expect(error.message).toMatch(CUT);
    expect([response.headers["content-length"], gotBytes]).toEqual([String(3 * MIB), afterBytes]);
    const entry = await eventually(() => {
      return emulator.journal.entries().find(({ call }) => call === "GetObject");
    });
    expect(entry.status).toBe("cut");
  });

  test("of a listing gives half a document", async () => {
    const { cos } = await startWith("ListParts", { kind: "cut-response", afterBytes: 20 });
    const { uploadId } = await uploadOne(cos);

    await expect(partCount(cos, uploadId)).rejects.toThrow(CUT);
    expect(await partCount(cos, uploadId)).toBe(1);
  });

  test("that is shorter is whole", async () => {
    const { cos } = await startWith("ListParts", { kind: "cut-response", afterBytes: MIB });
    const { uploadId } = await uploadOne(cos);

    expect(await partCount(cos, uploadId)).toBe(1);
  });
});
