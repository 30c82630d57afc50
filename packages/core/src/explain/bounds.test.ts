import { expect, test } from "vitest";
import { BOUND_TEXTS, BOUNDS } from "./bounds.ts";

test("each bound says what is the case, and what to do next", () => {
  expect(Object.keys(BOUND_TEXTS)).toEqual([...BOUNDS]);
  for (const bound of BOUNDS) {
    const { meaning, nextStep } = BOUND_TEXTS[bound];
    expect(meaning, bound).toMatch(/^[A-Z].*\.$/);
    expect(nextStep, bound).toMatch(/^[A-Z].*\.$/);
  }
});
