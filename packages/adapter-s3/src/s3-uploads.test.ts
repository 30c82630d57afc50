import type { ObjectStore, OpenUpload } from "@penstock/core";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  errorDocument,
  type Respond,
  respondWith,
  signal,
  startStore,
  type TestStore,
} from "./test-store.ts";

async function openStore(respond: Respond): Promise<TestStore> {
  const opened = await startStore(respond);
  onTestFinished(opened.close);
  return opened;
}

async function uploadsUnder(store: ObjectStore, prefix: string): Promise<OpenUpload[]> {
  const uploads: OpenUpload[] = [];
  for await (const open of store.listUploads(prefix, signal)) {
    uploads.push(open);
  }
  return uploads;
}

function uploadOf(key: string, uploadId: string): string {
  return `<Upload><Key>${key}</Key><UploadId>${uploadId}</UploadId><Initiated>2026-01-02T03:04:05.000Z</Initiated></Upload>`;
}

function pageOf(...elements: readonly string[]): string {
  return `<ListMultipartUploadsResult>${elements.join("")}</ListMultipartUploadsResult>`;
}

const ENCODED = "<EncodingType>url</EncodingType>";

describe("listing uploads", () => {
  test("asks for the prefix and for encoded keys, and tells when each was opened", async () => {
    const { store, requests } = await openStore(
      respondWith(200, pageOf(ENCODED, uploadOf("in/a", "u1"))),
    );

    const uploads = await uploadsUnder(store, "in/");

    expect(uploads).toEqual([
      { key: "in/a", uploadId: "u1", initiatedAtMs: Date.UTC(2026, 0, 2, 3, 4, 5) },
    ]);
    const query = new URL(requests[0]?.request.url ?? "", "http://store").searchParams;
    expect(Object.fromEntries(query)).toMatchObject({ prefix: "in/", "encoding-type": "url" });
    expect([...query.keys()]).not.toContain("key-marker");
  });

  test.each([
    ["as Amazon does it", `${ENCODED}`, "a+b%2B%C3%A9", "a b+é"],
    ["without saying so, as Ceph does it", "", "a%20b%2B%C3%A9", "a b+é"],
    ["not at all", "", "100% a+b", "100% a+b"],
  ])("reads keys that are encoded %s", async (_how, element, written, key) => {
    const { store } = await openStore(respondWith(200, pageOf(element, uploadOf(written, "u1"))));

    const uploads = await uploadsUnder(store, "");

    expect(uploads.map((upload) => upload.key)).toEqual([key]);
  });

  test.each([
    ["encoded", ENCODED, "a%20b"],
    ["plain, as Ceph sends it", "", "a b"],
  ])("continues after a marker that is %s", async (_how, element, marker) => {
    const truncated = `<IsTruncated>true</IsTruncated><NextKeyMarker>${marker}</NextKeyMarker><NextUploadIdMarker>u1</NextUploadIdMarker>`;
    const { store, requests } = await openStore((request, response) => {
      const page = request.url?.includes("key-marker=a%20b")
        ? pageOf(element, uploadOf("c", "u2"))
        : pageOf(element, truncated, uploadOf("a%20b", "u1"));
      response.writeHead(200).end(page);
    });

    const uploads = await uploadsUnder(store, "");

    expect(uploads.map(({ uploadId }) => uploadId)).toEqual(["u1", "u2"]);
    expect(requests[1]?.request.url).toContain("upload-id-marker=u1");
  });

  test.each([
    ["without a marker", "<IsTruncated>true</IsTruncated>"],
    [
      "that lead back to where they started",
      "<IsTruncated>true</IsTruncated><NextKeyMarker>a</NextKeyMarker><NextUploadIdMarker>u1</NextUploadIdMarker>",
    ],
  ])("refuses pages %s", async (_what, truncated) => {
    const { store } = await openStore(respondWith(200, pageOf(truncated)));

    const uploads = uploadsUnder(store, "");

    await expect(uploads).rejects.toMatchObject({ code: "store-response-invalid" });
  });

  test.each(["&#8;", "&#x1f;", "&#xFFFF;"])(
    "refuses a key with %s, which parsers drop",
    async (bad) => {
      const { store } = await openStore(respondWith(200, pageOf(uploadOf(`a${bad}`, "u1"))));

      const uploads = uploadsUnder(store, "");

      await expect(uploads).rejects.toMatchObject({ code: "store-response-invalid" });
    },
  );

  test("refuses an upload without a time, whose age would be unknown", async () => {
    const page = pageOf("<Upload><Key>a</Key><UploadId>u1</UploadId></Upload>");
    const { store } = await openStore(respondWith(200, page));

    const uploads = uploadsUnder(store, "");

    await expect(uploads).rejects.toMatchObject({ code: "store-response-invalid" });
  });

  test("says that it must not be done", async () => {
    const { store } = await openStore(respondWith(403, errorDocument("AccessDenied")));

    const uploads = uploadsUnder(store, "");

    await expect(uploads).rejects.toMatchObject({ code: "store-refused" });
  });
});
