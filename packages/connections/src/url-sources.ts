import { createHttpSourceReader } from "@penstock/adapter-source";
import { createAddressGuard } from "@penstock/transport";
import { proxyOfEnvironment } from "./connection-network.ts";
import type { Opener } from "./open-connection.ts";

type UrlSource = ReturnType<typeof createHttpSourceReader>;

/** Clients name as many servers as they like. */
const MAX_OPEN = 200;

/** Sources that clients name by URL, one for each origin: all of them behind the guard. */
export class UrlSources {
  readonly #opener: Opener;
  readonly #open = new Map<string, UrlSource>();

  constructor(opener: Opener) {
    this.#opener = opener;
  }

  at(origin: string): UrlSource {
    const source = this.#open.get(origin) ?? this.#openAt(origin);
    // The one that was used last is the last to go.
    this.#open.delete(origin);
    this.#open.set(origin, source);
    const [oldest] = this.#open.keys();
    if (this.#open.size > MAX_OPEN && oldest !== undefined) {
      // It is not closed, for it may be in use: idle connections end by themselves.
      this.#open.delete(oldest);
    }
    return source;
  }

  close(): void {
    for (const source of this.#open.values()) {
      source.close();
    }
  }

  #openAt(origin: string): UrlSource {
    const { clock, guard = createAddressGuard([]) } = this.#opener;
    const network = { guard, proxy: proxyOfEnvironment(this.#opener) };
    return createHttpSourceReader({ baseUrl: origin, clock, guard, network });
  }
}
