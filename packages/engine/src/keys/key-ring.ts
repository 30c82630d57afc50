import {
  type ApiKey,
  type Clock,
  type ConfigKind,
  type ConfigStore,
  idOfKeyText,
} from "@penstock/core";
import { ConfigView } from "../configuration/config-view.ts";

/** A key that another process made a moment ago is looked for; one that was never made must not cost a read each time. */
const LOOK_AGAIN_MS = 1000;

type RingOptions = {
  readonly config: Pick<ConfigStore, "look" | "version">;
  readonly keys: ConfigKind<ApiKey>;
  readonly clock: Clock;
};

/**
 * All keys as this process knows them, so that a request costs no read. While the configuration cannot be
 * read, those that are known stay: a Redis that is away, or empty, locks no client out and lets none in.
 */
export class KeyRing {
  readonly #view: ConfigView<ApiKey>;
  readonly #clock: Clock;
  #isKnown = false;
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #looking: Promise<void> | undefined;

  constructor({ config, keys, clock }: RingOptions) {
    this.#view = new ConfigView(config, keys);
    this.#clock = clock;
  }

  /**
   * The key that a text names by its id, whatever its secret is.
   *
   * @throws PenstockError as ConfigStore does, for a key that is not known while it cannot be looked for
   */
  async find(text: string): Promise<ApiKey | undefined> {
    const id = idOfKeyText(text);
    return id === undefined ? undefined : this.findById(id);
  }

  /** As `find`. */
  async findById(id: string): Promise<ApiKey | undefined> {
    const known = this.#view.documents.get(id);
    if (known !== undefined) {
      return known.value;
    }
    if (!this.#isKnown || this.#clock.nowMs() - this.#lookedAtMs >= LOOK_AGAIN_MS) {
      await this.refreshOnce();
    }
    return this.#view.documents.get(id)?.value;
  }

  /** Sees what was changed before the call. */
  async refreshOnce(): Promise<void> {
    await this.#looking?.catch(() => undefined);
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    await this.#looking;
  }

  async #look(): Promise<void> {
    const atMs = this.#clock.nowMs();
    await this.#view.refreshOnce();
    this.#isKnown = true;
    this.#lookedAtMs = atMs;
  }
}
