import type { NewObject } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { type HttpStoreUnderTest, patternOf, useStore } from "./object-store-scenario.ts";

const ATTRIBUTES: NewObject["attributes"] = {
  contentType: "video/mp4",
  cacheControl: "max-age=60, public",
  contentDisposition: 'attachment; filename="film.mp4"',
  contentEncoding: "gzip",
  contentLanguage: "de-CH",
  expires: "Wed, 21 Oct 2037 07:28:00 GMT",
  metadata: { origin: "suite", "camera-id": "7 (left), 100%" },
};

const HEADERS = {
  "content-type": "video/mp4",
  "cache-control": "max-age=60, public",
  "content-disposition": 'attachment; filename="film.mp4"',
  "content-encoding": "gzip",
  "content-language": "de-CH",
  expires: "Wed, 21 Oct 2037 07:28:00 GMT",
};

/** What a store that speaks HTTP must say about an object. */
export function describeAttributes(name: string, open: () => Promise<HttpStoreUnderTest>): void {
  describe(`${name} as an object store`, () => {
    const given = useStore(open);
    const ways: Record<string, (object: NewObject) => Promise<unknown>> = {
      "a PUT": async (object) => await given.put(patternOf(1, 10), object),
      "an upload": async (object) =>
        await given.completeWith(await given.openUpload(object), [patternOf(1, 10)]),
    };

    describe.each(Object.keys(ways))("an object from %s", (way) => {
      test("has the headers that it was given", async () => {
        const object = { ...given.newObject(), attributes: ATTRIBUTES };

        await ways[way]?.(object);

        expect(await given.subject.headersOf(object.key)).toMatchObject(HEADERS);
      });

      test("has the metadata that it was given, and its token", async () => {
        const object = { ...given.newObject(), attributes: ATTRIBUTES };

        await ways[way]?.(object);

        const metadata = metadataIn(await given.subject.headersOf(object.key));
        expect(metadata).toEqual({ ...ATTRIBUTES.metadata, "penstock-token": object.token });
      });
    });
  });
}

function metadataIn(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      const own = /^x-(?:amz|cos)-meta-(.+)$/.exec(name)?.[1];
      return own === undefined ? [] : [[own, value]];
    }),
  );
}
