import { z } from "zod";
import { MANIFEST_TYPES, manifestView } from "../manifest-view.ts";
import { post } from "./api-route.ts";

/** Lists of objects that clients send. */
export const MANIFEST_ROUTES = {
  uploadManifest: {
    ...post(
      "/v1/manifests",
      "Keeps a manifest for jobs of the tenant, which name it as `upload`: for a day, and as long as a job that names it is kept. The body is the file itself.",
      manifestView,
    ),
    body: z.unknown(),
    consumes: MANIFEST_TYPES,
    example: "key,size\n2026/11/21/a.parquet,1048576\n",
    status: 201,
    notOnce: "each manifest that is sent has an id of its own, and is removed after a day",
  },
} as const;
