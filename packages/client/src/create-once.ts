import { setTimeout as pause } from "node:timers/promises";
import { ApiProblem, ApiUnreachable } from "./api-problem.ts";
import { type Api, type Call, callApi } from "./http-call.ts";
import { newIdempotencyKey } from "./idempotency-key.ts";

/** Long enough for a process that is restarted behind a proxy, too short to be taken for a hang. */
const PAUSES_MS = [250, 1000];

/** Makes one thing: while it is not known whether it was made, the request is sent again with its key. */
export async function createOnce<Made>(
  api: Api,
  { key = newIdempotencyKey(), ...call }: Call & { readonly key?: string | undefined },
  schema: Parameters<typeof callApi<Made>>[2],
  signal?: AbortSignal,
): Promise<Made> {
  const create = () =>
    callApi(api, { ...call, headers: { "idempotency-key": `"${key}"` } }, schema, signal);
  for (const pauseMs of PAUSES_MS) {
    try {
      return await create();
    } catch (error) {
      if (!isDoubtful(error)) {
        throw error;
      }
      await pause(pauseMs, undefined, signal === undefined ? {} : { signal });
    }
  }
  return create();
}

/** What was never received made nothing: there is no doubt about it, and no server. */
function isDoubtful(error: unknown): boolean {
  if (error instanceof ApiUnreachable) {
    return !/\b(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|bad port)\b/.test(error.message);
  }
  return (
    error instanceof ApiProblem &&
    ["ledger-unavailable", "journal-unavailable"].includes(error.problem.code)
  );
}
