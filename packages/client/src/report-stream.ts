import { problem } from "@penstock/wire";
import { ApiProblem, ApiUnreachable } from "./api-problem.ts";
import type { Api } from "./http-call.ts";

export type ReportQuery = {
  readonly rows?: "all" | "changed" | "trouble";
  readonly format?: "jsonl" | "csv";
  readonly outcome?: readonly string[];
  readonly code?: readonly string[];
  readonly key?: readonly string[];
};

export type ReportStream = {
  /** The job has ended, and all its rows are in the report. */
  readonly isComplete: boolean;
  /** Rejects with ApiUnreachable where it is cut off: what ends otherwise is whole. */
  readonly chunks: AsyncIterable<Uint8Array>;
};

/** However long it takes: rows are sent as they are taken. */
export async function streamReport(
  { baseUrl, headers, beforeRequest }: Api,
  path: string,
  signal?: AbortSignal,
): Promise<ReportStream> {
  const url = baseUrl.replace(/\/+$/, "");
  beforeRequest?.({ method: "GET", url: url + path, headers, body: undefined });
  const response = await fetch(url + path, {
    headers,
    ...(signal !== undefined && { signal }),
  }).catch((cause: unknown) => {
    signal?.throwIfAborted();
    throw new ApiUnreachable(url, "the request failed", { cause });
  });
  if (response.status >= 400) {
    const refused = problem.safeParse(await response.json().catch(() => undefined));
    throw refused.success
      ? new ApiProblem(refused.data)
      : new ApiUnreachable(url, `it answered ${response.status} in a form that is not Penstock's`);
  }
  const state = response.headers.get("penstock-report");
  if (state === null) {
    throw new ApiUnreachable(url, `its response to GET ${path} is not what this version reads`);
  }
  return { isComplete: state === "complete", chunks: chunksOf(url, response, signal) };
}

async function* chunksOf(
  url: string,
  { body }: Response,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body ?? [];
  } catch (error) {
    signal?.throwIfAborted();
    throw cutOff(url, error);
  }
}

function cutOff(url: string, cause: unknown): ApiUnreachable {
  return new ApiUnreachable(url, "the report was cut off, what came of it is not whole", { cause });
}
