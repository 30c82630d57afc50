import { describe, expect, test } from "vitest";
import { eventually } from "./eventually.ts";

describe("eventually", () => {
  test("resolves with the first response", async () => {
    const responses = [undefined, false, null, 0];

    const response = await eventually(() => responses.shift());

    expect(response).toBe(0);
  });

  test("takes a throw for not yet", async () => {
    let calls = 0;

    const response = await eventually(() => {
      calls += 1;
      expect(calls).toBe(3);
      return "three";
    });

    expect(response).toBe("three");
  });

  test("says at the deadline what it waited for and what went wrong last", async () => {
    const waiting = eventually(() => expect.fail("the door is shut"), { deadlineMs: 20 });

    await expect(waiting).rejects.toMatchObject({
      message: expect.stringMatching(/still not so after 20 ms.*the door is shut/s),
      cause: expect.objectContaining({ message: "the door is shut" }),
    });
  });
});
