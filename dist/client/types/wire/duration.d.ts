import { z } from "zod";
/** `90s`, `30m`, `24h`, `7d`: parsed to milliseconds. */
export declare const duration: z.ZodPipe<z.ZodString, z.ZodTransform<number, string>>;
/** In the largest unit that leaves no rest: `90m`, `24h` is `1d`. */
export declare function formatDuration(ms: number): string;
