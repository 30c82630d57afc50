import { expect } from "vitest";
import { bytesOf, open, type PageRule, said } from "./page-scenario.ts";
import { element } from "./raw/raw-upload.ts";

/** What the pages "Complete" and "Abort Multipart Upload" of COS (436/7742, 436/7740) promise of parts. */
export const COMPLETE_RULES: readonly PageRule[] = [
  {
    name: "takes an ETag back with quotes, without, and with quotes as entities",
    check: async (page) => {
      for (const write of [String, bare, (etag: string) => `&quot;${bare(etag)}&quot;`]) {
        const upload = await open(page);
        const [number, etag] = await upload.upload(1, "body");

        const response = await upload.complete([[number, write(etag)]]);

        expect(said(response)).toBe("200");
      }
    },
  },
  {
    name: "refuses numbers with a hole at Complete with 400 InvalidPart",
    only: "cos",
    check: async (page) => {
      const upload = await open(page);
      const first = await upload.upload(1, bytesOf(1, page.partBytes));
      const third = await upload.upload(3, "last");

      const response = await upload.complete([first, third]);

      expect(said(response)).toBe("400 InvalidPart");
    },
  },
  {
    name: "refuses numbers in the wrong order at Complete with 400 InvalidPartOrder",
    check: async (page) => {
      const upload = await open(page);
      const first = await upload.upload(1, bytesOf(1, page.partBytes));
      const second = await upload.upload(2, "last");

      const response = await upload.complete([second, first]);

      expect(said(response)).toBe("400 InvalidPartOrder");
    },
  },
  {
    name: "refuses a wrong ETag at Complete with 400 InvalidPart, and keeps the upload",
    check: async (page) => {
      const upload = await open(page);
      await upload.upload(1, "body");

      const response = await upload.complete([[1, `"${"0".repeat(32)}"`]]);

      expect(said(response)).toBe("400 InvalidPart");
      expect(await upload.uploaded()).toEqual([[1, 4]]);
    },
  },
  {
    name: "refuses a part that was never sent at Complete with 400 InvalidPart",
    check: async (page) => {
      const upload = await open(page);
      const first = await upload.upload(1, bytesOf(1, page.partBytes));

      const response = await upload.complete([first, [2, first[1]]]);

      expect(said(response)).toBe("400 InvalidPart");
    },
  },
  ...["", "<CompleteMultipartUpload></CompleteMultipartUpload>", "no document"].map(
    (document): PageRule => ({
      name: `refuses ${JSON.stringify(document)} as the list of parts with 400 MalformedXML`,
      check: async (page) => {
        const upload = await open(page);
        await upload.upload(1, "body");

        const response = await upload.completeWith(document);

        expect(said(response)).toBe("400 MalformedXML");
      },
    }),
  ),
  {
    name: "answers Complete with a document that has an ETag",
    check: async (page) => {
      const upload = await open(page);

      const response = await upload.complete([await upload.upload(1, "body")]);

      expect(said(response)).toBe("200");
      expect(response.text).toContain("<CompleteMultipartUploadResult");
      expect(element(response.text, "ETag")).toMatch(/[^"]/);
    },
  },
  {
    name: "answers Abort with 204, and 404 NoSuchUpload when it is repeated",
    check: async (page) => {
      const upload = await open(page);

      const responses = [await upload.abort(), await upload.abort()];

      expect(responses.map(said)).toEqual(["204", "404 NoSuchUpload"]);
    },
  },
];

function bare(etag: string): string {
  return etag.replaceAll('"', "");
}
