import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { provesPut } from "./put-proof.ts";

const READ = "11";
const OTHER = "22";

describe("the response to a PUT", () => {
  test.each([
    ["echoed", undefined, READ, true],
    ["echoed", READ, READ, true],
    ["echoed", READ, undefined, false],
    ["echoed", undefined, undefined, false],
    ["echoed", READ, OTHER, false],
    ["refused", READ, undefined, true],
    ["refused", READ, READ, true],
    ["refused", undefined, undefined, false],
    ["refused", undefined, READ, false],
    ["refused", OTHER, undefined, false],
    ["refused", READ, OTHER, false],
    [undefined, READ, READ, false],
  ] as const)("where the store %s, sent %s and echoed %s: settles it %s", (...row) => {
    const [proof, sent, echoed, settles] = row;

    expect(provesPut(proof, { read: READ, sent, echoed })).toBe(settles);
  });

  test("never proves bytes that differ in a checksum that it tells", () => {
    const checksum = fc.option(fc.constantFrom("11", "22", "33"), { nil: undefined });
    const proof = fc.constantFrom("echoed", "refused", undefined);
    fc.assert(
      fc.property(proof, checksum, checksum, (by, sent, echoed) => {
        const isSettled = provesPut(by, { read: READ, sent, echoed });

        expect(isSettled && (echoed ?? READ) !== READ).toBe(false);
        expect(isSettled && sent === undefined && echoed === undefined).toBe(false);
      }),
    );
  });
});
