import { ManualClock } from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import { RateLimit } from "./rate-limit.ts";

describe("the limit of requests", () => {
  test("counts each caller by itself, and says what is left", () => {
    const clock = new ManualClock();
    const limit = new RateLimit(2, clock);
    limit.count("one");
    clock.advance(20_500);

    expect(limit.count("one")).toEqual({
      "ratelimit-policy": '"default";q=2;w=60',
      ratelimit: '"default";r=0;t=40',
    });
    expect(limit.count("two")).toMatchObject({ ratelimit: '"default";r=1;t=40' });
  });

  test("refuses one too many until the minute is over", () => {
    const clock = new ManualClock();
    const limit = new RateLimit(1, clock);
    limit.count("one");

    expect(() => limit.count("one")).toThrow(
      expect.objectContaining({
        ...{ status: 429, code: "rate-limited" },
        headers: expect.objectContaining({ "retry-after": "60", ratelimit: '"default";r=0;t=60' }),
      }),
    );
    clock.advance(60_000);
    expect(limit.count("one")).toMatchObject({ ratelimit: '"default";r=0;t=60' });
  });
});
