import type { Log } from "@penstock/core";

/**
 * Reads documents one by one. One that cannot be read is told to the log and left out, so that it holds
 * up none of the others of a list, a pass or a claim.
 */
export class Damage {
  readonly #log: Pick<Log, "error"> | undefined;

  constructor(log: Pick<Log, "error"> | undefined) {
    this.#log = log;
  }

  /** What can be read of them. What `parse` gives undefined for is not there. */
  each<Item, Value>(
    items: readonly Item[],
    parse: (item: Item) => Value | undefined,
    keyOf: (item: Item, index: number) => string,
  ): readonly Value[] {
    return items.flatMap((item, index) => {
      const value = this.one(() => parse(item), keyOf(item, index));
      return value === undefined ? [] : [value];
    });
  }

  one<Value>(parse: () => Value | undefined, key: string): Value | undefined {
    try {
      return parse();
    } catch (error) {
      this.#log?.error({ key, err: error }, "a document of the ledger is damaged: it is left out");
      return undefined;
    }
  }
}
