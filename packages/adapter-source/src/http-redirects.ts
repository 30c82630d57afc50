import { PenstockError } from "@penstock/core";
import type { Get, GetClient, OpenResponse } from "@penstock/transport";

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];
const MAX_REDIRECTS = 3;
/** What a redirect says to people is read so that its connection stays usable, up to here. */
const MAX_TEXT_BYTES = 16 * 1024;

export type GetClients = {
  /** For the first address, and what else is at its origin. */
  readonly own: GetClient;
  /** For where servers lead. */
  readonly guarded: GetClient;
};

/**
 * A GET that goes where it is sent, three times at most. No address after the first one sees anything but
 * the range and the precondition: there are no credentials among the headers, and the query of the
 * key is the first address's alone. What another origin may be is for the guard to say.
 */
export async function getFollowing(
  { own, guarded }: GetClients,
  request: Get,
  signal: AbortSignal,
): Promise<OpenResponse> {
  let here = new URL(request.path, request.at);
  for (let hops = 0; ; hops += 1) {
    const path = here.pathname + here.search;
    const client = here.origin === request.at.origin ? own : guarded;
    const response = await client.get({ ...request, at: here, path }, signal);
    if (!REDIRECTS.includes(response.status)) {
      return response;
    }
    await passOver(response);
    here = redirectTarget(response, here, request.what);
    if (hops === MAX_REDIRECTS) {
      throw unusable(
        `${request.what} redirects more than ${MAX_REDIRECTS} times, lastly to ${nameOf(here)}`,
      );
    }
  }
}

async function passOver(response: OpenResponse): Promise<void> {
  let restBytes = MAX_TEXT_BYTES;
  for await (const chunk of response.chunks) {
    restBytes -= chunk.length;
    if (restBytes < 0) {
      break;
    }
  }
}

/** @throws PenstockError `source-unusable` for an address that is worse than the one that names it */
export function redirectTarget(
  { status, headers }: Pick<OpenResponse, "status" | "headers">,
  here: URL,
  what: string,
): URL {
  const { location = "" } = headers;
  const target = URL.parse(location, here.href);
  if (location === "" || target === null) {
    throw unusable(`${what} redirects (${status}) to no address`);
  }
  target.username = "";
  target.password = "";
  target.hash = "";
  if (target.protocol !== "https:" && target.protocol !== here.protocol) {
    throw unusable(
      `${what} redirects to ${nameOf(target)} (${status}): from ${here.protocol} only https: or the same is followed`,
    );
  }
  return target;
}

/** Without the query, which often holds a signature. */
function nameOf({ protocol, host, pathname }: URL): string {
  return `${protocol}//${host}${pathname}`;
}

function unusable(message: string): PenstockError {
  return new PenstockError("source-unusable", message);
}
