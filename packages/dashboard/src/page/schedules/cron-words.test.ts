import { expect, test } from "vitest";
import { cronWords } from "./cron-words.ts";

test.each([
  ["0 3 * * *", "every day at 03:00"],
  ["30 2,14 * * *", "every day at 02:30 and 14:30"],
  ["*/15 * * * *", "every 15 minutes"],
  ["* * * * *", "every minute"],
  ["5 * * * *", "every hour at minute 5"],
  ["0 */6 * * *", "every 6 hours at minute 0"],
  ["0 8 * * 1-5", "Monday to Friday at 08:00"],
  ["0 8 * * 0,3,6", "on Sunday, Wednesday and Saturday at 08:00"],
  ["0 8 * * 7", "on Sunday at 08:00"],
  ["15 1 1,15 * *", "on day 1 and 15 of the month at 01:15"],
])("reads %s as: %s", (pattern, words) => {
  expect(cronWords(pattern)).toBe(words);
});

test.each([
  "0 3 * 1 *",
  "0 3 1 * 1",
  "*/10 3 * * *",
  "0 0 L * *",
  "0 0 3 * * *",
  "0-5 * * * *",
  "",
])("leaves %s as it is written", (pattern) => {
  expect(cronWords(pattern)).toBe(`at ${pattern}`);
});
