import { describe, expect, test } from "vitest";
import { Breakers } from "./breakers.ts";
import type { Side } from "./side.ts";

const store: Side = {
  kind: "store",
  address: { connection: "main", key: "a" },
  name: "store main",
};

describe("Breakers", () => {
  test("are quiet before anything failed", () => {
    expect(new Breakers().isQuiet).toBe(true);
  });

  test("are not quiet from the first silence until a response", () => {
    const breakers = new Breakers();

    breakers.noteSilence(store, 0, 0);
    const duringSilence = breakers.isQuiet;
    breakers.noteResponse(store);

    expect(duringSilence).toBe(false);
    expect(breakers.isQuiet).toBe(true);
  });

  test.each([true, false])("are not quiet after a rejection (final: %s)", (isFinal) => {
    const breakers = new Breakers();

    breakers.rejections.note(
      {
        side: store,
        what: "tr_1 1",
        object: "tr_1",
        cause: { code: "store-refused", message: "no" },
        hasOthers: false,
        isFinal,
      },
      0,
      0,
    );

    expect(breakers.isQuiet).toBe(false);
  });
});
