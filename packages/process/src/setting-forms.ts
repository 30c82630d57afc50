// Forms that settings of several groups are written in.

import { z } from "zod";

/** Undefined for nothing. */
export const optionalText = z.string().transform((text) => (text === "" ? undefined : text));

export function wholeNumber(least: number, most: number) {
  const message = `write a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .refine((value) => value >= least && value <= most, message);
}
