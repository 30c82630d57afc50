import { createGetClient, createSender, type Network, readResponseText } from "@penstock/transport";

type Question = {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** Asks one service of Tencent Cloud; rejects unless it answers 200. */
export type AskTencent = (question: Question) => Promise<string>;

const TIMEOUT_MS = 5_000;
const MAX_BYTES = 64 * 1024;

/** Over connections of its own, which it closes: it is asked once an hour. */
export function askTencent(endpoint: string, network: Network = {}): AskTencent {
  const at = new URL(endpoint);
  return async ({ method, path, headers = {}, body = "" }) => {
    const sender = createSender(network);
    const reader = createGetClient({ totalMs: TIMEOUT_MS, connectMs: TIMEOUT_MS }, network);
    const signal = AbortSignal.timeout(2 * TIMEOUT_MS);
    const request = { what: `the credentials at ${at.host}`, at, path };
    const bytes = Buffer.from(body);
    try {
      const response =
        method === "GET"
          ? await reader.get({ ...request, headers }, signal)
          : await sender.send(
              {
                ...request,
                method,
                headers: { ...headers, host: at.host, "content-length": String(bytes.length) },
                body: { lengthBytes: bytes.length, chunks: alone(bytes) },
                limits: { continueMs: 0, idleMs: TIMEOUT_MS, totalMs: TIMEOUT_MS },
              },
              signal,
            );
      const text = (await readResponseText(response, MAX_BYTES)) ?? "";
      if (response.status !== 200) {
        throw new Error(`${at.host} answered ${response.status}`);
      }
      return text;
    } finally {
      sender.close();
      reader.close();
    }
  };
}

async function* alone(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
