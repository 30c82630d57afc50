import { expect, test } from "vitest";
import { killCount, reportText } from "./report.ts";
import { runChaos } from "./run-chaos.ts";
import { USUAL_KILLS_PER_MINUTE } from "./schedule.ts";

const SEED = 2;
/** Below this the kills hit too little to prove anything. */
const LEAST_RECOVERED = 3;

test("one minute of kills, stops, faults and a FLUSHALL loses, corrupts and leaves nothing", async ({
  signal,
}) => {
  const lines: string[] = [];
  const killsPerMinute = USUAL_KILLS_PER_MINUTE;

  const { report, findings, openUploads, logFolder } = await runChaos(
    {
      minutes: 1,
      seed: SEED,
      killsPerMinute,
      extension: { leastRecovered: LEAST_RECOVERED, mostMinutes: 7 },
      say: (line) => lines.push(line),
    },
    signal,
  );

  process.stdout.write(reportText(report));
  expect({ findings, openUploads, logFolder }).toEqual({
    findings: [],
    openUploads: [],
    logFolder: undefined,
  });
  expect(killCount(report)).toBeGreaterThanOrEqual(15);
  expect(report.more.recoveredParts).toBeGreaterThanOrEqual(LEAST_RECOVERED);
});
