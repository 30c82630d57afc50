import { describe, expect, test } from "vitest";
import {
  BUCKET,
  complete,
  element,
  initiate,
  MIB,
  type Send,
  type Sent,
  sendPart,
  startForTest,
} from "./test-client.ts";

/** How each dialect names a source, its directive and user metadata. */
const DIALECTS = {
  cos: {
    prefix: "x-cos-",
    source: (key: string) => `${BUCKET}.cos.ap-local.test/${key}`,
    replace: "Replaced",
  },
  s3: { prefix: "x-amz-", source: (key: string) => `/${BUCKET}/${key}`, replace: "REPLACE" },
} as const;

type Dialect = keyof typeof DIALECTS;

function copyOf(dialect: Dialect, key: string, headers: Record<string, string> = {}): Sent {
  const { prefix, source } = DIALECTS[dialect];
  const own = Object.entries(headers).map(([name, value]) => [`${prefix}${name}`, value]);
  return {
    method: "PUT",
    path: "/copy",
    headers: { [`${prefix}copy-source`]: source(key), ...Object.fromEntries(own) },
  };
}

async function putFilm(send: Send, dialect: Dialect): Promise<void> {
  const { prefix } = DIALECTS[dialect];
  const headers = {
    "content-type": "video/mp4",
    [`${prefix}meta-origin`]: "here",
    [`${prefix}tagging`]: "a=1",
  };
  await send({ method: "PUT", path: "/film", body: "some bytes", headers });
}

describe.each(["cos", "s3"] as const)("a copy of an object on the %s dialect", (dialect) => {
  const { prefix, replace } = DIALECTS[dialect];

  async function start(): Promise<Send> {
    const send = (await startForTest())[dialect];
    await putFilm(send, dialect);
    return send;
  }

  test("has the bytes, the headers, the metadata and the tags of its source", async () => {
    const send = await start();

    const response = await send(copyOf(dialect, "film"));

    expect(response.status).toBe(200);
    expect(response.text).toMatch(/^<CopyObjectResult>.*<\/CopyObjectResult>$/);
    const copy = await send({ method: "GET", path: "/copy" });
    expect(copy.text).toBe("some bytes");
    expect(element(response, "ETag")).toBe(`&quot;${copy.headers.etag?.replaceAll('"', "")}&quot;`);
    expect(copy.headers).toMatchObject({
      "content-type": "video/mp4",
      [`${prefix}meta-origin`]: "here",
      [`${prefix}tagging-count`]: "1",
    });
  });

  test("has new metadata and tags where they are to be replaced", async () => {
    const send = await start();
    const directives = { "metadata-directive": replace, "tagging-directive": replace };

    await send(copyOf(dialect, "film", { ...directives, "meta-kind": "copy" }));

    const { headers } = await send({ method: "HEAD", path: "/copy" });
    expect(headers).toMatchObject({
      "content-type": "application/octet-stream",
      [`${prefix}meta-kind`]: "copy",
    });
    expect(headers).not.toHaveProperty(`${prefix}meta-origin`);
    expect(headers).not.toHaveProperty(`${prefix}tagging-count`);
  });

  test("may be the object itself only where something changes", async () => {
    const send = await start();
    const itself = { ...copyOf(dialect, "film"), path: "/film" };
    const renamed = copyOf(dialect, "film", { "metadata-directive": replace, "meta-kind": "new" });

    const refused = await send(itself);
    const changed = await send({ ...renamed, path: "/film" });

    expect([refused.status, element(refused, "Code")]).toEqual([400, "InvalidRequest"]);
    expect(changed.status).toBe(200);
    const now = await send({ method: "GET", path: "/film" });
    expect(now.text).toBe("some bytes");
    expect(now.headers).toHaveProperty(`${prefix}meta-kind`, "new");
  });

  test.each([
    ["of another version", 412, "PreconditionFailed", { "copy-source-if-match": '"other"' }],
    ["with an unknown directive", 400, "InvalidArgument", { "metadata-directive": "KEEP" }],
  ])("%s is refused with %i %s", async (_what, status, code, headers) => {
    const send = await start();

    const response = await send(copyOf(dialect, "film", headers));

    expect([response.status, element(response, "Code")]).toEqual([status, code]);
    expect((await send({ method: "HEAD", path: "/copy" })).status).toBe(404);
  });

  test("of a source that is not there is refused", async () => {
    const response = await (await start())(copyOf(dialect, "no film"));

    expect([response.status, element(response, "Code")]).toEqual([
      404,
      dialect === "cos" ? "NoSuchCopySource" : "NoSuchKey",
    ]);
  });

  test("of an object made of parts is one of a single piece", async () => {
    const send = await start();
    const path = "/joined";
    const uploadId = await initiate(send, { path });
    const body = Buffer.alloc(5 * MIB, "x");
    const first = await sendPart(send, { path, uploadId, number: 1, body });
    const last = await sendPart(send, { path, uploadId, number: 2, body: "end" });
    const etags = [first, last].map(({ headers }) => headers.etag ?? "");
    await complete(send, {
      path,
      uploadId,
      parts: [
        [1, etags[0] ?? ""],
        [2, etags[1] ?? ""],
      ],
    });

    await send(copyOf(dialect, "joined"));

    const copy = await send({ method: "GET", path: "/copy" });
    expect(copy.bytes.equals(Buffer.concat([body, Buffer.from("end")]))).toBe(true);
    expect(copy.headers.etag).toMatch(/^"[0-9a-f]+"$/);
  });
});

test("a copy that must not replace leaves the other object alone", async () => {
  const { cos, s3 } = await startForTest();
  await putFilm(cos, "cos");
  await cos({ method: "PUT", path: "/copy", body: "older" });
  const guarded = copyOf("s3", "film");

  const onCos = await cos(copyOf("cos", "film", { "forbid-overwrite": "true" }));
  const onS3 = await s3({ ...guarded, headers: { ...guarded.headers, "if-none-match": "*" } });

  expect([onCos.status, onS3.status]).toEqual([409, 412]);
  expect((await cos({ method: "GET", path: "/copy" })).text).toBe("older");
});
