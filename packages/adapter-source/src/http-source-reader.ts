import {
  type Clock,
  type EntryReader,
  type SourceReader,
  sourceAttributesOf,
  type VersionMode,
} from "@penstock/core";
import {
  type AddressGuard,
  createAddressGuard,
  createGetClient,
  type Get,
  type Network,
  type OpenResponse,
  openWhole,
  type ReadLimits,
  readPinned,
} from "@penstock/transport";
import { checkStatus, withWords } from "./http-errors.ts";
import { lookAt } from "./http-look.ts";
import { getFollowing } from "./http-redirects.ts";
import { sourceName, sourceUrl, splitKey } from "./http-source-url.ts";
import { asExpired } from "./signed-url.ts";

export type HttpSourceOptions = {
  /** Keys are paths below it; a request leaves its origin and path only where its server redirects. */
  readonly baseUrl: string;
  readonly limits?: Partial<ReadLimits>;
  /** How the base URL is reached. */
  readonly network?: Network | undefined;
  /** For addresses that its server names; left out, no network inside is open. */
  readonly guard?: AddressGuard | undefined;
  /** Keys may be signed URLs' paths and queries, which expire by this clock. */
  readonly clock?: Clock | undefined;
  /** The one sign to compare besides the size, where the servers of a source differ in the others. */
  readonly sourceVersion?: VersionMode | undefined;
};

/** Asks for bytes as they are: a range of a compressed body would be a range of other bytes. */
const PLAIN = { "accept-encoding": "identity" };

/**
 * Objects behind plain GETs (RFC 9110). An object is pinned by every sign of its version that the first
 * response carries. A response is believed only after it was checked.
 */
export function createHttpSourceReader(
  options: HttpSourceOptions,
): SourceReader & EntryReader & { close(): void } {
  const base = new URL(options.baseUrl);
  const { limits, network = {}, guard = createAddressGuard([]), clock } = options;
  const clients = {
    own: createGetClient(limits, network),
    guarded: createGetClient(limits, { ...network, guard }),
  };

  function opener(key: string, signal: AbortSignal) {
    const url = sourceUrl(base, key);
    const what = sourceName(key);
    const { query } = splitKey(key);
    const path = url.pathname + url.search;
    const open = async (headers: Get["headers"]): Promise<OpenResponse> =>
      await getFollowing(
        clients,
        { what, at: base, path, headers: { ...PLAIN, ...headers } },
        signal,
      );
    const openWell = async (headers: Get["headers"]): Promise<OpenResponse> => {
      const response = await open(headers);
      try {
        checkStatus(response, what);
      } catch (error) {
        throw await withWords(error, response, query);
      }
      return response;
    };
    return { what, query, open, openWell };
  }

  const failure = (error: unknown, key: string) =>
    clock === undefined ? error : asExpired(error, splitKey(key).query, clock.nowMs());

  return {
    kind: "http",

    async stat(key, signal) {
      try {
        return await lookAt({ ...opener(key, signal), sourceVersion: options.sourceVersion });
      } catch (error) {
        throw failure(error, key);
      }
    },

    async *read(key, sourceVersion, range, signal) {
      const { what, openWell } = opener(key, signal);
      try {
        yield* readPinned(openWell, { what, sourceVersion, range });
      } catch (error) {
        throw failure(error, key);
      }
    },

    async open(key, sourceVersion, signal) {
      const { what, openWell } = opener(key, signal);
      const { headers, chunks } = await openWhole(openWell, { what, sourceVersion });
      return { attributes: sourceAttributesOf(headers), chunks };
    },

    close() {
      clients.own.close();
      clients.guarded.close();
    },
  };
}
