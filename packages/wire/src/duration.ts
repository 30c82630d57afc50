import { z } from "zod";

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** `90s`, `30m`, `24h`, `7d`: parsed to milliseconds. */
export const duration = z
  .string()
  .regex(/^\d{1,6}[smhd]$/, "write a duration such as 30m, 24h or 7d")
  .transform((text) => Number(text.slice(0, -1)) * (UNIT_MS[text.slice(-1)] ?? 0));

/** In the largest unit that leaves no rest: `90m`, `24h` is `1d`. */
export function formatDuration(ms: number): string {
  const [unit, unitMs] = Object.entries(UNIT_MS)
    .toReversed()
    .find(([, each]) => ms > 0 && ms % each === 0) ?? ["s", 1000];
  return `${ms / unitMs}${unit}`;
}
