import { describe, expect, test } from "vitest";
import { Breakers } from "./breakers.ts";
import type { Endpoint } from "./endpoint.ts";

const store: Endpoint = {
  kind: "store",
  address: { connection: "main", key: "a" },
  name: "store main",
};

describe("Breakers", () => {
  test("are quiet before anything failed", () => {
    expect(new Breakers().isQuiet).toBe(true);
  });

  test("are not quiet from the first failure until a response", () => {
    const breakers = new Breakers();

    breakers.noteUnavailability(store, 0, 0);
    const whileUnavailable = breakers.isQuiet;
    breakers.noteResponse(store);

    expect(whileUnavailable).toBe(false);
    expect(breakers.isQuiet).toBe(true);
  });

  test.each([true, false])("are not quiet after a rejection (final: %s)", (isFinal) => {
    const breakers = new Breakers();

    breakers.rejections.note(
      {
        endpoint: store,
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
