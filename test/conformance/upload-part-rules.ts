import { crc64ToDecimal } from "@penstock/core";
import { checksumOf } from "@penstock/testkit";
import { expect } from "vitest";
import {
  bytesOf,
  GONE,
  md5,
  neverOpened,
  open,
  type PageRule,
  readBack,
  said,
  sizeOf,
} from "./page-scenario.ts";
import { openRawUpload } from "./raw/raw-upload.ts";

const GIB = 1024 ** 3;

/** What the page "Upload Part" of COS (document 436/7750) promises, as the network shows it. */
export const UPLOAD_PART_RULES: readonly PageRule[] = [
  ...(["smallest", "largest"] as const).map(
    (which): PageRule => ({
      name: `takes the ${which} part number`,
      check: async (page) => {
        const upload = await open(page);
        const number = which === "smallest" ? 1 : page.maxParts;

        const response = await upload.send(number, "body");

        expect(said(response)).toBe("200");
        expect(await upload.uploaded()).toEqual([[number, 4]]);
      },
    }),
  ),
  ...["0", "10001", "-1", "1.5", "one", ""].map(
    (number): PageRule => ({
      name: `refuses part number ${JSON.stringify(number)} with 400 InvalidArgument`,
      check: async (page) => {
        const upload = await open(page);

        const response = await upload.send(number, "body");

        expect(said(response)).toBe("400 InvalidArgument");
        expect(await upload.uploaded()).toEqual([]);
      },
    }),
  ),
  {
    name: "joins parts of the smallest size and a last part of one byte",
    check: async (page) => {
      const upload = await open(page);
      const parts = [
        await upload.upload(1, bytesOf(1, page.partBytes)),
        await upload.upload(2, Buffer.of(7)),
      ];

      const response = await upload.complete(parts);

      expect(said(response)).toBe("200");
      expect(await sizeOf(page, upload)).toBe(page.partBytes + 1);
    },
  },
  {
    name: "refuses a part below the smallest size that is not the last, at Complete with 400 EntityTooSmall",
    check: async (page) => {
      const upload = await open(page);
      const parts = [
        await upload.upload(1, bytesOf(1, page.partBytes - 1)),
        await upload.upload(2, "last"),
      ];

      const response = await upload.complete(parts);

      expect(said(response)).toBe("400 EntityTooSmall");
    },
  },
  {
    name: "lets a part of 5 GiB begin",
    check: async (page) => {
      const upload = await open(page);

      const response = await upload.probe(1, 5 * GIB);

      expect(said(response)).toBe("100");
    },
  },
  {
    name: "refuses a part above 5 GiB before its body with 400 EntityTooLarge",
    check: async (page) => {
      const upload = await open(page);

      const response = await upload.probe(1, 5 * GIB + 1);

      expect(said(response)).toBe("400 EntityTooLarge");
    },
  },
  {
    name: "joins parts in number order, whatever order they come in",
    check: async (page) => {
      const upload = await open(page);
      const third = await upload.upload(3, "last");
      const first = await upload.upload(1, bytesOf(1, page.partBytes));
      const second = await upload.upload(2, bytesOf(2, page.partBytes));

      await upload.complete([first, second, third]);

      const bytes = await readBack(page, upload);
      const marks = [0, page.partBytes, 2 * page.partBytes].map((at) => bytes.subarray(at, at + 4));
      expect(marks.map(String)).toEqual(["1111", "2222", "last"]);
    },
  },
  {
    name: "replaces the bytes of a part that is sent again",
    check: async (page) => {
      const upload = await open(page);
      await upload.upload(1, "the first ones");
      const again = await upload.upload(1, "the second");

      await upload.complete([again]);

      expect(String(await readBack(page, upload))).toBe("the second");
    },
  },
  ...Object.entries(GONE).map(
    ([state, end]): PageRule => ({
      name: `answers 404 NoSuchUpload to a part of an upload that is ${state}`,
      check: async (page) => {
        const upload = await end(page);

        const response = await upload.send(1, "late");

        expect(said(response)).toBe("404 NoSuchUpload");
      },
    }),
  ),
  {
    name: "refuses a part without a Content-Length with 411 MissingContentLength",
    check: async (page) => {
      const upload = await open(page);

      const response = await upload.send(1, "chunks", { "transfer-encoding": "chunked" });

      expect(said(response)).toBe("411 MissingContentLength");
      expect(await upload.uploaded()).toEqual([]);
    },
  },
  {
    name: "takes a part with the right Content-MD5",
    check: async (page) => {
      const upload = await open(page);

      const response = await upload.send(1, "body", { "content-md5": md5("body") });

      expect(said(response)).toBe("200");
    },
  },
  {
    name: "refuses a part with a wrong Content-MD5 with 400 BadDigest, and keeps nothing of it",
    check: async (page) => {
      const upload = await open(page);

      const response = await upload.send(1, "body", { "content-md5": md5("other") });

      expect(said(response)).toBe("400 BadDigest");
      expect(await upload.uploaded()).toEqual([]);
    },
  },
  ...["not-base64!", "c2hvcnQ="].map(
    (value): PageRule => ({
      name: `refuses the malformed Content-MD5 ${value} with 400 InvalidDigest`,
      check: async (page) => {
        const upload = await open(page);

        const response = await upload.send(1, "body", { "content-md5": value });

        expect(said(response)).toBe("400 InvalidDigest");
      },
    }),
  ),
  {
    name: "asks for the body of a part with Expect: 100-continue, and takes it",
    check: async (page) => {
      const upload = await open(page);

      const response = await upload.send(1, "body", { expect: "100-continue" });

      expect(said(response)).toBe("200");
      expect(response.wasContinued).toBe(true);
      expect(await upload.uploaded()).toEqual([[1, 4]]);
    },
  },
  {
    name: "refuses a part of an unknown upload before its body when asked by Expect",
    check: async (page) => {
      const upload = await neverOpened(page);

      const response = await upload.send(1, "body", { expect: "100-continue" });

      expect(said(response)).toBe("404 NoSuchUpload");
      expect(response.wasContinued).toBe(false);
    },
  },
  {
    name: "answers a part with an ETag in quotes and no body",
    check: async (page) => {
      const upload = await open(page);

      const response = await upload.send(1, "body");

      expect(said(response)).toBe("200");
      expect(response.text).toBe("");
      expect(response.headers["etag"]).toMatch(/^"[^"]+"$/);
    },
  },
  {
    name: "answers a part with its CRC-64/XZ, and Complete with that of the whole",
    only: "cos",
    check: async (page) => {
      const upload = await open(page);
      const bytes = Buffer.from("[Object Part]");
      const response = await upload.send(1, bytes);

      const completed = await upload.complete([[1, response.headers["etag"] ?? ""]]);

      const decimal = crc64ToDecimal(checksumOf("crc64xz", bytes));
      expect(decimal).toBe("4510578591875220731");
      expect(response.headers["x-cos-hash-crc64ecma"]).toBe(decimal);
      expect(completed.headers["x-cos-hash-crc64ecma"]).toBe(decimal);
    },
  },
  {
    name: "answers every call with an x-cos-request-id",
    only: "cos",
    check: async (page) => {
      const upload = await open(page);

      const responses = [await upload.send(1, "body"), await upload.send(0, "body")];

      for (const { headers } of responses) {
        expect(headers["x-cos-request-id"]).toMatch(/./);
      }
    },
  },
  {
    name: "echoes x-cos-server-side-encryption: AES256, asked for at Initiate, at parts and Complete",
    only: "cos",
    check: async (page) => {
      const encrypted = { "x-cos-server-side-encryption": "AES256" };
      const upload = await openRawUpload(page.store, page.newKey(), encrypted);
      const part = await upload.send(1, "body");

      const completed = await upload.complete([[1, part.headers["etag"] ?? ""]]);

      expect(part.headers).toMatchObject(encrypted);
      expect(completed.headers).toMatchObject(encrypted);
    },
  },
];
