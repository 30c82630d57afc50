import { z } from "zod";

/** Whether a process can work. */
export const healthView = z.object({
  status: z.string().describe("`live`, `ready`, `degraded`, or `not ready`."),
  reasons: z.array(z.string()).readonly().optional().describe("Why it is not ready."),
  remarks: z
    .array(z.string())
    .readonly()
    .optional()
    .describe("What processes cannot do or use, though it is ready."),
});

export type HealthView = z.infer<typeof healthView>;
