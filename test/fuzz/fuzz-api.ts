// Sends requests made of the OpenAPI document to an API, and counts what it may never say.

import { type FuzzRequest, fuzzRequests, type Paths } from "./fuzz-requests.ts";

export type FuzzResult = {
  readonly requests: number;
  readonly seed: number;
  /** By status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** 5xx but for those by design: 501 for what this version lacks, 503 for what is away. */
  readonly status5xx: number;
  /** Requests without a response. */
  readonly crashes: number;
  /** The first of both kinds, to send again. */
  readonly samples: readonly string[];
};

const AT_ONCE = 16;
/** What answers late on purpose: streams and what asks stores. */
const LIMIT_MS = 90_000;
const BY_DESIGN = [501, 503];
const MAX_SAMPLES = 20;

export async function fuzzApi(options: {
  readonly url: string;
  readonly key: string;
  readonly requests: number;
  readonly seed: number;
}): Promise<FuzzResult> {
  const { url, key, requests, seed } = options;
  const authorization = `Bearer ${key}`;
  const read = async (path: string) =>
    JSON.parse(await (await fetch(url + path, { headers: { authorization } })).text());
  const { paths }: { paths: Paths } = await read("/openapi.json");
  const { data } = await read("/v1/jobs?limit=20");
  const known = {
    id: data.map(({ id }: { id: string }) => id),
    name: ["local", "files", "default", "nightly"],
    code: ["source-missing", "internal"],
  };
  const next = fuzzRequests(paths, seed, known);
  const statuses: Record<string, number> = {};
  const samples: string[] = [];
  let sent = 0;
  let crashes = 0;
  let status5xx = 0;

  const note = (request: FuzzRequest, what: string) => {
    if (samples.length < MAX_SAMPLES) {
      samples.push(`${what}: ${JSON.stringify(request)}`);
    }
  };
  const sendOne = async (request: FuzzRequest) => {
    const { method, path, headers, body } = request;
    try {
      const response = await fetch(url + path, {
        ...{ method, headers: { authorization, ...headers } },
        ...(body !== undefined && { body }),
        signal: AbortSignal.timeout(LIMIT_MS),
        redirect: "manual",
      });
      statuses[response.status] = (statuses[response.status] ?? 0) + 1;
      const isStream = response.headers.get("content-type")?.startsWith("text/event-stream");
      const text = isStream ? "" : await response.text();
      await response.body?.cancel().catch(() => undefined);
      if (response.status >= 500 && !BY_DESIGN.includes(response.status)) {
        status5xx += 1;
        note(request, `${response.status} ${text.slice(0, 300)}`);
      }
    } catch (error) {
      crashes += 1;
      note(request, error instanceof Error ? `${error.message} ${String(error.cause)}` : "unknown");
    }
  };
  const sender = async () => {
    while (sent < requests) {
      sent += 1;
      await sendOne(next());
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sender));
  return { requests: sent, seed, statuses, status5xx, crashes, samples };
}
