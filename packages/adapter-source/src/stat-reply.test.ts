import type { BigIntStats } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { packQuestion, reply, unpackStats } from "./stat-reply.ts";

/** Numbers of files and devices have no sign and 64 bits; times before 1970 are negative. */
const unsigned = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const time = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const stats = fc.record({
  isFile: fc.boolean(),
  size: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
  ...{ ino: unsigned, dev: unsigned, mtimeNs: time, ctimeNs: time },
});

test("what the system says of files passes between threads as it is, each to its key", () => {
  const said = fc.uniqueArray(
    fc.tuple(
      fc.string({ unit: fc.constantFrom("a", "/", "\n", " ", "é", "😀"), minLength: 1 }),
      fc.option(stats),
    ),
    { minLength: 1, selector: ([key]) => key },
  );
  fc.assert(
    fc.property(said, (given) => {
      const byPath = new Map(given.map(([key, one]) => [`/root/${key}`, one]));
      const question = packQuestion(
        "/root",
        given.map(([key]) => key),
      );

      const found = unpackStats(
        reply(question, (path) => {
          const one = byPath.get(path);
          if (!one) {
            throw Object.assign(new Error("no"), { code: "ENOENT", syscall: "stat" });
          }
          return { ...one, isFile: () => one.isFile } as BigIntStats;
        }),
      );

      expect(found).toEqual(
        given.map(([, one]) =>
          one === null ? expect.objectContaining({ code: "ENOENT", syscall: "stat" }) : one,
        ),
      );
    }),
  );
});
