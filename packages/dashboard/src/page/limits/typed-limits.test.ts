import { describe, expect, test } from "vitest";
import { changeOf, optionsOf, typedOf } from "./typed-limits.ts";

const SET = {
  limits: {
    bytesPerSecond: ["Mon-Fri 08:00-18:00 50MiB/s", "200MiB/s"],
    requestsPerSecond: 40,
    unitsInFlight: 64,
    partsPerUpload: 8,
    timeZone: "Europe/Berlin",
  },
  revision: 3,
};
const CALENDAR = "Mon-Fri 08:00-18:00 50MiB/s; 200MiB/s";

describe("a form of limits", () => {
  test("keeps every other limit, a calendar and its time zone when one is changed", () => {
    const typed = { ...typedOf(SET), requestsPerSecond: "60/s" };

    expect(changeOf(SET, typed)).toEqual({
      limits: {
        ...{ bytesPerSecond: CALENDAR, requestsPerSecond: "60/s", timeZone: "Europe/Berlin" },
        ...{ unitsInFlight: "64", partsPerUpload: "8" },
      },
      revision: 3,
    });
  });

  test("removes the limit whose field is empty, by the command line as well", () => {
    const typed = { ...typedOf(SET), requestsPerSecond: " " };

    expect(changeOf(SET, typed).limits).not.toHaveProperty("requestsPerSecond");
    expect(optionsOf(SET, typed)).toEqual(["--requests-per-second", "unlimited"]);
  });
});
