import { z } from "zod";
/** A size in bytes, as a whole number or as text with an IEC unit. */
export declare const byteSize: z.ZodPipe<z.ZodUnion<readonly [z.ZodInt, z.ZodString]>, z.ZodTransform<number, string | number>>;
