import { z } from "zod";

const MAX_VALUES = 100;

/** A parameter that may be there several times. */
export function severalOf<Value>(value: z.ZodType<Value, string>) {
  return z
    .union([value.transform((one): readonly Value[] => [one]), z.array(value).max(MAX_VALUES)])
    .optional();
}
