import { expect, test } from "vitest";
import { element, startForTest } from "./test-client.ts";

const DELETE = { method: "POST", path: "/", query: { delete: "" } };

function listOf(keys: readonly string[], before = ""): string {
  const objects = keys.map((key) => `<Object><Key>${key}</Key></Object>`);
  return `<?xml version="1.0"?><Delete>${before}${objects.join("")}</Delete>`;
}

test.each(["cos", "s3"] as const)("many objects are deleted at once on %s", async (dialect) => {
  const started = await startForTest();
  const send = started[dialect];
  for (const path of ["/a&b", "/kept", "/quiet"]) {
    await send({ method: "PUT", path, body: "x" });
  }

  const reported = await send({ ...DELETE, body: listOf(["a&amp;b", "never there"]) });
  const quiet = await send({ ...DELETE, body: listOf(["quiet"], "<Quiet>true</Quiet>") });

  const left = await send({ method: "GET", path: "/" });
  expect(reported.text).toContain(
    "<Deleted><Key>a&amp;b</Key></Deleted><Deleted><Key>never there</Key></Deleted>",
  );
  expect(quiet.text).toBe("<DeleteResult></DeleteResult>");
  expect([...left.text.matchAll(/<Key>([^<]*)/g)].map(([, key]) => key)).toEqual(["kept"]);
});

test.each([
  ["nothing", "", 400, "MalformedXML"],
  ["no object", listOf([]), 400, "MalformedXML"],
  ["1001 objects", listOf(Array(1001).fill("x")), 400, "MalformedXML"],
  ["a version", listOf(["x</Key><VersionId>1</VersionId><Key>"]), 501, "NotImplemented"],
])("a list of %s is refused", async (_what, body, status, code) => {
  const { cos } = await startForTest();

  const response = await cos({ ...DELETE, body });

  expect([response.status, element(response, "Code")]).toEqual([status, code]);
});
