import { expect, test } from "vitest";
import {
  clientsOf,
  element,
  type Sent,
  type StoreResponse,
  startForTest,
  startOn,
} from "./test-client.ts";

const TAGS = { path: "/object", query: { tagging: "" } };

function said(response: StoreResponse): readonly unknown[] {
  return [response.status, element(response, "Code")];
}

function xmlOf(...tags: readonly (readonly [key: string, value: string])[]): string {
  const set = tags.map(([key, value]) => `<Tag><Key>${key}</Key><Value>${value}</Value></Tag>`);
  return `<?xml version="1.0"?>\n<Tagging>\n<TagSet>${set.join("\n")}</TagSet></Tagging>`;
}

test.each(["cos", "s3"] as const)(
  "tags are put, read and deleted on the dialect %s",
  async (dialect) => {
    const started = await startForTest();
    const send = started[dialect];
    const vendor = dialect === "cos" ? "x-cos" : "x-amz";
    const headers = { [`${vendor}-tagging`]: "first=1" };
    await send({ method: "PUT", path: "/object", body: "x", headers });

    const first = await send({ method: "GET", ...TAGS });
    const put = await send({
      method: "PUT",
      ...TAGS,
      body: xmlOf(["a&amp;b", "&lt;1&gt;"], ["c", ""]),
    });
    const second = await send({ method: "GET", ...TAGS });
    const counted = await send({ method: "HEAD", path: "/object" });
    const deleted = await send({ method: "DELETE", ...TAGS });
    const third = await send({ method: "GET", ...TAGS });

    const object = await send({ method: "GET", path: "/object" });
    expect(first.text).toContain("<Tag><Key>first</Key><Value>1</Value></Tag>");
    expect(put.status).toBe(200);
    expect(second.text).toBe(
      "<Tagging><TagSet><Tag><Key>a&amp;b</Key><Value>&lt;1&gt;</Value></Tag><Tag><Key>c</Key><Value></Value></Tag></TagSet></Tagging>",
    );
    expect(counted.headers[`${vendor}-tagging-count`]).toBe("2");
    expect(deleted.status).toBe(204);
    expect(third.text).toBe("<Tagging><TagSet></TagSet></Tagging>");
    expect(object.text).toBe("x");
  },
);

test("tags outlive a restart", async () => {
  const { cos, emulator, dataDir } = await startForTest();
  await cos({ method: "PUT", path: "/object", body: "x" });
  await cos({ method: "PUT", ...TAGS, body: xmlOf(["a", "1"]) });
  await emulator.close();

  const again = clientsOf((await startOn(dataDir)).port).cos;

  expect(element(await again({ method: "GET", ...TAGS }), "Key")).toBe("a");
});

test.each<[what: string, status: number, code: string, sent: Sent]>([
  ["of no object", 404, "NoSuchKey", { method: "GET", ...TAGS, path: "/nothing" }],
  ["in no XML", 400, "MalformedXML", { method: "PUT", ...TAGS, body: "a=1" }],
  [
    "without a value",
    400,
    "MalformedXML",
    { method: "PUT", ...TAGS, body: "<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>" },
  ],
  [
    "with text between",
    400,
    "MalformedXML",
    { method: "PUT", ...TAGS, body: xmlOf(["a", "1"]).replace("<Tag>", "text<Tag>") },
  ],
  [
    "with a key twice",
    400,
    "InvalidTag",
    { method: "PUT", ...TAGS, body: xmlOf(["a", "1"], ["a", "2"]) },
  ],
])("tags %s are refused with %i %s", async (_what, status, code, sent) => {
  const { cos } = await startForTest();
  await cos({ method: "PUT", path: "/object", body: "x" });

  const response = await cos(sent);

  expect(said(response)).toEqual([status, code]);
});
