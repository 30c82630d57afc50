import {
  type Clock,
  type ConfigKind,
  type ConfigStore,
  DEFAULT_TENANT_RULES,
  type TenantDirectory,
  type TenantRules,
} from "@penstock/core";
import { ConfigView } from "../configuration/config-view.ts";

/** A change is asked for with a single read, and no more often than this. */
const LOOK_EVERY_MS = 1000;

type Options = {
  readonly config: ConfigStore;
  readonly kind: ConfigKind<TenantRules>;
  readonly clock: Clock;
};

/** The rules of tenants from the configuration. A tenant without a document has those of the default. */
export class KnownTenants implements TenantDirectory {
  readonly #view: ConfigView<TenantRules>;
  readonly #clock: Clock;
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  /** All who ask at the same time share it. */
  #look: Promise<void> | undefined;

  constructor({ config, kind, clock }: Options) {
    this.#view = new ConfigView(config, kind);
    this.#clock = clock;
  }

  async rulesOf(tenant: string): Promise<TenantRules> {
    return (await this.all()).get(tenant) ?? DEFAULT_TENANT_RULES;
  }

  /** Those that have a document. */
  async all(): Promise<ReadonlyMap<string, TenantRules>> {
    const nowMs = this.#clock.nowMs();
    if (nowMs >= this.#lookedAtMs + LOOK_EVERY_MS || nowMs < this.#lookedAtMs) {
      this.#look ??= this.#lookAt(nowMs);
      await this.#look;
    }
    return new Map([...this.#view.documents].map(([name, { value }]) => [name, value]));
  }

  /** After a change in this process, which is to hold for its next request. */
  lookAgain(): void {
    this.#lookedAtMs = Number.NEGATIVE_INFINITY;
    this.#look = undefined;
  }

  #lookAt(nowMs: number): Promise<void> {
    const look = this.#view
      .refreshOnce()
      .then(() => {
        // One that began before a change of this process says nothing of it.
        if (this.#look === look) {
          this.#lookedAtMs = nowMs;
        }
      })
      .finally(() => {
        if (this.#look === look) {
          this.#look = undefined;
        }
      });
    return look;
  }
}
