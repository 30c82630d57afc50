import { toETag, toUploadId, type UploadRef } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { describeBodies } from "./object-store-bodies-suite.ts";
import { describeCopies, describeObjectCopies } from "./object-store-copies-suite.ts";
import { describeOverwriting } from "./object-store-overwriting-suite.ts";
import {
  listed,
  patternOf,
  type StoreUnderTest,
  same,
  signal,
  useStore,
} from "./object-store-scenario.ts";
import { describeUploadLists } from "./object-store-uploads-suite.ts";

/**
 * What every object store must do. Run by each adapter against the emulator, and against real stores.
 * A store that joins part numbers with a hole, as Amazon's does, passes `holes: "joined"`.
 */
export function describeObjectStore(
  name: string,
  open: () => Promise<StoreUnderTest>,
  options: { readonly holes: "refused" | "joined" } = { holes: "refused" },
): void {
  describe(`${name} as an object store`, () => {
    const given = useStore(open);

    describe("joining parts", () => {
      test("joins them in number order, whatever order they arrive in", async () => {
        const ref = await given.openUpload();
        const bodies = given.twoBodies();
        const second = await given.upload(ref, 2, bodies[1]);
        const first = await given.upload(ref, 1, bodies[0]);

        await given.complete(ref, [listed(1, first), listed(2, second)], bodies);

        expect(same(await given.read(ref.key), Buffer.concat(bodies))).toBe(true);
      });

      test("keeps the last body sent under a part number", async () => {
        const ref = await given.openUpload();
        await given.upload(ref, 1, patternOf(7, 500));
        const bytes = patternOf(1, 700);

        await given.completeWith(ref, [bytes]);

        expect(same(await given.read(ref.key), bytes)).toBe(true);
      });

      test("takes the ETags of its own list of parts", async () => {
        const ref = await given.openUpload();
        const bodies = given.twoBodies();
        await given.upload(ref, 1, bodies[0]);
        await given.upload(ref, 2, bodies[1]);

        const parts = await given.store.listParts(ref, signal);
        await given.complete(ref, parts, bodies);

        expect(same(await given.read(ref.key), Buffer.concat(bodies))).toBe(true);
      });

      test("tells the size, the token and the combined checksum of the whole object", async () => {
        const object = given.newObject();
        const bodies = given.twoBodies();
        const { etag } = await given.completeWith(await given.openUpload(object), bodies);

        const head = await given.store.head(object.key, given.algorithm, signal);

        expect(head).toMatchObject({
          etag,
          sizeBytes: given.partBytes + 1000,
          token: object.token,
        });
        expect(head?.checksum).toBe(given.wholeOf(bodies).checksum);
      });

      test("answers Complete with the ETag of the object", async () => {
        const ref = await given.openUpload();
        const bytes = patternOf(1, 100);
        const part = listed(1, await given.upload(ref, 1, bytes));

        const etag = await given.store.complete(ref, [part], given.wholeOf([bytes]), signal);

        expect(await given.store.head(ref.key, given.algorithm, signal)).toMatchObject({ etag });
      });

      test("refuses a part under another ETag, and keeps the upload", async () => {
        const ref = await given.openUpload();
        const bytes = patternOf(1, 100);
        await given.upload(ref, 1, bytes);
        const wrong = listed(1, { etag: toETag("0123456789abcdef0123456789abcdef") });

        const complete = given.store.complete(ref, [wrong], given.wholeOf([bytes]), signal);

        await expect(complete).rejects.toMatchObject({ code: "parts-refused" });
        expect(await given.store.head(ref.key, given.algorithm, signal)).toBeUndefined();
        expect(await given.store.listParts(ref, signal)).toHaveLength(1);
      });

      test("refuses a part that was never sent", async () => {
        const ref = await given.openUpload();
        const bodies = given.twoBodies();
        const first = await given.upload(ref, 1, bodies[0]);

        const complete = given.store.complete(
          ref,
          [listed(1, first), listed(2, first)],
          given.wholeOf(bodies),
          signal,
        );

        await expect(complete).rejects.toMatchObject({ code: "parts-refused" });
      });

      test(`${options.holes === "refused" ? "refuses" : "joins"} numbers with a hole`, async () => {
        const ref = await given.openUpload();
        const bodies = given.twoBodies();
        const first = await given.upload(ref, 1, bodies[0]);
        const third = await given.upload(ref, 3, bodies[1]);

        const complete = given.complete(ref, [listed(1, first), listed(3, third)], bodies);

        if (options.holes === "refused") {
          await expect(complete).rejects.toMatchObject({ code: "parts-refused" });
        } else {
          await expect(complete).resolves.not.toBe("");
        }
      });

      test("does no harm when the same Complete is sent again", async () => {
        const object = given.newObject();
        const ref = await given.openUpload(object);
        const bodies = given.twoBodies();
        const { parts } = await given.completeWith(ref, bodies);

        const repeat = await given.complete(ref, parts, bodies).catch((error: unknown) => error);

        // Amazon repeats its response, COS has forgotten the upload.
        expect(typeof repeat === "string" || isGone(repeat)).toBe(true);
        expect(same(await given.read(ref.key), Buffer.concat(bodies))).toBe(true);
        const head = await given.store.head(ref.key, given.algorithm, signal);
        expect(head?.token).toBe(object.token);
      });
    });

    describe("an upload that ended", () => {
      const endings: Record<string, (ref: UploadRef) => Promise<unknown>> = {
        aborted: async (ref) => await given.store.abort(ref, signal),
        completed: async (ref) => await given.completeWith(ref, [patternOf(1, 10)]),
      };

      test.each(Object.keys(endings))("takes no parts once it is %s", async (ending) => {
        const ref = await given.openUpload();
        await endings[ending]?.(ref);

        const late = given.upload(ref, 1, patternOf(1, 10));

        await expect(late).rejects.toMatchObject({ name: "PenstockError", code: "upload-gone" });
      });

      test.each(Object.keys(endings))("has no list of parts once it is %s", async (ending) => {
        const ref = await given.openUpload();
        await endings[ending]?.(ref);

        const list = given.store.listParts(ref, signal);

        await expect(list).rejects.toMatchObject({ name: "PenstockError", code: "upload-gone" });
      });

      test.each(Object.keys(endings))("can be aborted when it is %s", async (ending) => {
        const ref = await given.openUpload();
        await endings[ending]?.(ref);

        await given.store.abort(ref, signal);
      });

      test("is gone as well when it was never made", async () => {
        const { uploadId } = await given.openUpload();
        const never = {
          key: given.newObject().key,
          uploadId: toUploadId(`${uploadId.slice(0, -4)}0000`),
        };

        const outcomes = await Promise.allSettled([
          given.upload(never, 1, patternOf(1, 10)),
          given.store.listParts(never, signal),
        ]);

        const gone = { status: "rejected", reason: { code: "upload-gone" } };
        expect(outcomes).toMatchObject([gone, gone]);
      });

      test("leaves no object behind when it was aborted", async () => {
        const ref = await given.openUpload();
        await given.upload(ref, 1, patternOf(1, 10));

        await given.store.abort(ref, signal);

        expect(await given.store.head(ref.key, given.algorithm, signal)).toBeUndefined();
      });
    });

    describe("listing parts", () => {
      test("lists nothing at first", async () => {
        expect(await given.store.listParts(await given.openUpload(), signal)).toEqual([]);
      });

      test("lists numbers, sizes and ETags in number order", async () => {
        const ref = await given.openUpload();
        const tenth = await given.upload(ref, 10, patternOf(10, 20));
        const second = await given.upload(ref, 2, patternOf(2, 30));

        const parts = await given.store.listParts(ref, signal);

        expect(parts).toEqual([
          { number: 2, etag: second.etag, sizeBytes: 30 },
          { number: 10, etag: tenth.etag, sizeBytes: 20 },
        ]);
      });

      test("lists every page", async () => {
        const ref = await given.openUpload();
        const length = Math.min(1001, given.store.profile.limits.maxParts);
        const numbers = Array.from({ length }, (_, index) => index + 1);
        for (let from = 0; from < numbers.length; from += 50) {
          const batch = numbers.slice(from, from + 50);
          await Promise.all(
            batch.map(async (number) => await given.upload(ref, number, Buffer.of(1))),
          );
        }

        const parts = await given.store.listParts(ref, signal);

        expect(parts.map(({ number }) => number)).toEqual(numbers);
      });
    });

    describeUploadLists(given);
    describeCopies(given);
    describeObjectCopies(given);
    describeOverwriting(given);
    describeBodies(given);
  });
}

function isGone(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "upload-gone";
}
