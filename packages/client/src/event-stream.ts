import { setTimeout as pause } from "node:timers/promises";
import { type EventView, eventView, problem } from "@penstock/wire";
import { ApiProblem, ApiUnreachable, isPassing } from "./api-problem.ts";
import type { Api } from "./http-call.ts";

/**
 * `ready`: nothing after it is missed. `reset`: events are gone, what is known of jobs has to be read again. What comes
 * after either begins there.
 */
export type EventMessage =
  | { readonly kind: "event"; readonly id: string; readonly event: EventView }
  | { readonly kind: "ready" | "reset"; readonly id: string };

/** The API sends something every 15 s. */
const QUIET_MS = 40_000;
const RECONNECT_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

/**
 * Every message of a stream, in groups as they came, for as long as the caller wants them. It connects again by itself,
 * and continues after the last message that it gave out, so that none is lost and none comes twice.
 *
 * Throws ApiProblem where the API refuses, and ApiUnreachable where it is away for longer than `maxAwayMs`.
 */
export async function* streamEvents(
  api: Api,
  path: (after: string | undefined) => string,
  options: {
    readonly after?: string | undefined;
    readonly maxAwayMs: number;
    readonly signal?: AbortSignal | undefined;
  },
): AsyncGenerator<readonly EventMessage[]> {
  const { maxAwayMs, signal } = options;
  let last = options.after;
  let awayMs = 0;
  let pauseMs = RECONNECT_MS;
  for (;;) {
    try {
      for await (const { messages, lastId } of readOnce(api, path(last), signal)) {
        last = lastId ?? last;
        awayMs = 0;
        pauseMs = RECONNECT_MS;
        if (messages.length > 0) {
          yield messages;
        }
      }
    } catch (error) {
      signal?.throwIfAborted();
      awayMs += pauseMs;
      if (!isPassing(error) || awayMs > maxAwayMs) {
        throw error;
      }
    }
    await pause(pauseMs, undefined, signal === undefined ? {} : { signal });
    pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
  }
}

type Group = { readonly messages: readonly EventMessage[]; readonly lastId: string | undefined };

/** Until the stream ends, as it does when its API does. */
async function* readOnce(
  { baseUrl, headers: shared, beforeRequest }: Api,
  path: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Group> {
  const url = baseUrl.replace(/\/+$/, "");
  const leaving = new AbortController();
  const headers = { ...shared, accept: "text/event-stream" };
  beforeRequest?.({ method: "GET", url: url + path, headers, body: undefined });
  const response = await fetch(url + path, {
    headers,
    signal: signal === undefined ? leaving.signal : AbortSignal.any([signal, leaving.signal]),
  }).catch((cause: unknown) => {
    throw new ApiUnreachable(url, "the request failed", { cause });
  });
  try {
    await refuseUnless(url, response);
    const decoder = new TextDecoder();
    let text = "";
    for await (const chunk of chunksOf(url, response)) {
      text += decoder.decode(chunk, { stream: true });
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      const messages = blocks.map(parseBlock).filter((message) => message !== undefined);
      yield { messages, lastId: blocks.map(idOf).findLast((id) => id !== undefined) };
    }
  } finally {
    leaving.abort();
  }
}

async function refuseUnless(url: string, response: Response): Promise<void> {
  if (response.status >= 400) {
    const refused = problem.safeParse(await response.json().catch(() => undefined));
    throw refused.success
      ? new ApiProblem(refused.data)
      : new ApiUnreachable(url, `it answered ${response.status} in a form that is not Penstock's`);
  }
  if (!response.headers.get("content-type")?.startsWith("text/event-stream")) {
    throw new ApiUnreachable(url, "it does not stream events: its version is another one");
  }
}

async function* chunksOf(url: string, { body }: Response): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  let isOver = reader === undefined;
  while (!isOver) {
    const quiet = new AbortController();
    const read = await Promise.race([
      reader?.read(),
      pause(QUIET_MS, undefined, { signal: quiet.signal }).then(() => "silent" as const),
    ])
      .catch((cause: unknown) => {
        throw new ApiUnreachable(url, "the stream of events was cut off", { cause });
      })
      .finally(() => quiet.abort());
    if (read === "silent") {
      throw new ApiUnreachable(url, `it sent nothing for ${QUIET_MS / 1000} s`);
    }
    if (read?.value !== undefined) {
      yield read.value;
    }
    isOver = read?.done !== false;
  }
}

function idOf(block: string): string | undefined {
  return fieldOf(block, "id");
}

function fieldOf(block: string, name: string): string | undefined {
  return block
    .split("\n")
    .find((line) => line.startsWith(`${name}: `))
    ?.slice(name.length + 2);
}

/** Undefined for a heartbeat, and for what a later version sends. */
function parseBlock(block: string): EventMessage | undefined {
  const [id = "", signal, data] = [idOf(block), fieldOf(block, "event"), fieldOf(block, "data")];
  if (signal === "ready" || signal === "reset") {
    return { kind: signal, id };
  }
  const parsed = signal === undefined ? eventView.safeParse(parseJson(data)) : undefined;
  return parsed?.success === true ? { kind: "event", id, event: parsed.data } : undefined;
}

function parseJson(text = ""): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
