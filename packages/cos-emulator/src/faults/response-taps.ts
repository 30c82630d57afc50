import type { OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from "node:http";

// Routes know nothing of faults. What stands between one and the socket replaces methods of its
// response: as properties of their own in front of the inherited ones, so that removing them is
// putting the response right again.

type Tapped = "writeHead" | "write" | "end";
type Headers = OutgoingHttpHeaders | OutgoingHttpHeader[];

function untap(response: ServerResponse, ...names: readonly Tapped[]): void {
  for (const name of names) {
    Reflect.deleteProperty(response, name);
  }
}

/** Calls `change` when the head is about to leave, with all its headers in the response. */
export function onHead(response: ServerResponse, change: (status: number) => void): void {
  response.writeHead = (status, reason?: string | Headers, headers?: Headers) => {
    untap(response, "writeHead");
    setHead(response, status, typeof reason === "object" ? reason : headers);
    change(status);
    return response.writeHead(status);
  };
}

/** Turns one bit of the first piece of the body. */
export function corruptBody(response: ServerResponse): void {
  response.write = (chunk: unknown) => {
    untap(response, "write");
    const bytes = bytesOf(chunk);
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    return response.write(bytes);
  };
}

/** Lets so many bytes of the body pass, then drops the connection. */
export function cutBody(response: ServerResponse, afterBytes: number): void {
  const write = response.write.bind(response);
  let leftBytes = afterBytes;
  const pass = (chunk: unknown): boolean => {
    const bytes = bytesOf(chunk);
    if (bytes.length < leftBytes) {
      leftBytes -= bytes.length;
      return write(bytes);
    }
    untap(response, "write", "end");
    response.flushHeaders();
    write(bytes.subarray(0, leftBytes));
    dropWhenSent(response);
    return false;
  };
  response.write = pass;
  response.end = (chunk?: unknown) => {
    if (typeof chunk === "string" || chunk instanceof Uint8Array) {
      pass(chunk);
    }
    untap(response, "write", "end");
    return response.socket?.writableEnded === true ? response : response.end();
  };
}

/** Drops the connection when what was written so far is as sent. */
export function dropWhenSent(response: ServerResponse): void {
  response.flushHeaders();
  response.socket?.destroySoon();
}

export type HeldResponse = {
  /** Sends it, with the headers that the response has by now. */
  release(): void;
  /** Makes room for another response. */
  discard(): void;
};

/**
 * Keeps a response from the socket until its work is done. For answers that fit into memory.
 *
 * Rejects as the answerer does, and the response is as before.
 */
export async function holdResponse(
  response: ServerResponse,
  respond: () => Promise<void>,
): Promise<HeldResponse> {
  const earlierHeaders = response.getHeaderNames();
  const held: Buffer[] = [];
  const keep = (chunk: unknown): void => {
    if (typeof chunk === "string" || chunk instanceof Uint8Array) {
      held.push(bytesOf(chunk));
    }
  };
  response.writeHead = (status, reason?: string | Headers, headers?: Headers) => {
    setHead(response, status, typeof reason === "object" ? reason : headers);
    return response;
  };
  response.write = (chunk: unknown) => {
    keep(chunk);
    return true;
  };
  response.end = (chunk?: unknown) => {
    keep(chunk);
    return response;
  };
  try {
    await respond();
  } finally {
    untap(response, "writeHead", "write", "end");
  }
  return {
    release: () => {
      response.writeHead(response.statusCode);
      response.end(Buffer.concat(held));
    },
    discard: () => {
      for (const name of response.getHeaderNames()) {
        if (!earlierHeaders.includes(name)) {
          response.removeHeader(name);
        }
      }
    },
  };
}

/** Routes give their headers as an object: the other forms of node:http need no support. */
function setHead(response: ServerResponse, status: number, headers: Headers = {}): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) {
      response.setHeader(name, value);
    }
  }
}

/** A copy, because a chunk may be a reused buffer. */
function bytesOf(chunk: unknown): Buffer {
  return chunk instanceof Uint8Array ? Buffer.from(chunk) : Buffer.from(String(chunk));
}
