import { z } from "zod";

/** What the body of `POST /v1/manifests` may be, and what it then is. */
const FORMATS = {
  "text/csv": "csv",
  "application/x-ndjson": "jsonl",
  "application/jsonl": "jsonl",
} as const;

export const MANIFEST_TYPES: readonly string[] = Object.keys(FORMATS);

/** Undefined for a type that no manifest has. */
export function manifestFormatOf(mediaType: string): "csv" | "jsonl" | undefined {
  const type = mediaType.split(";")[0]?.trim().toLowerCase();
  return Object.entries(FORMATS).find(([each]) => each === type)?.[1];
}

export const manifestView = z
  .object({
    id: z.string().describe('For jobs: `"manifest": {"upload": id}`.'),
    bytes: z.int(),
    format: z.enum(["csv", "jsonl"]),
    expiresAt: z.iso.datetime().describe("Until then jobs may name it."),
  })
  .meta({ id: "Manifest" });

export type ManifestView = z.infer<typeof manifestView>;
