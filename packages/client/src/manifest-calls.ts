import { type ManifestView, manifestView } from "@penstock/wire";
import { type Api, callApi, STORE_LIMIT_MS } from "./http-call.ts";

export type ManifestCalls = {
  /** Sends a manifest, for jobs that name it as `upload`; one of 64 MiB takes its time. */
  uploadManifest(
    file: Blob,
    format: ManifestView["format"],
    signal?: AbortSignal,
  ): Promise<ManifestView>;
};

export function manifestCalls(api: Api): ManifestCalls {
  return {
    uploadManifest: (file, format, signal) => {
      const type = format === "csv" ? "text/csv" : "application/x-ndjson";
      const call = {
        method: "POST",
        path: "/v1/manifests",
        file,
        limitMs: STORE_LIMIT_MS,
      } as const;
      return callApi(api, { ...call, headers: { "content-type": type } }, manifestView, signal);
    },
  };
}
