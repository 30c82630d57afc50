import { isPenstockError } from "@penstock/core";
import type { Engine } from "../engine.ts";

/**
 * Does one piece of a pass apart from the others: what is wrong with it is told, and holds up none of
 * them. Only a ledger that is away ends the pass, for it is away for all.
 */
export async function apart(
  { log }: Pick<Engine, "log">,
  about: { readonly fields: Readonly<Record<string, unknown>>; readonly message: string },
  work: () => Promise<unknown>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (isPenstockError(error, "ledger-unavailable")) {
      throw error;
    }
    log.error({ ...about.fields, err: error }, about.message);
  }
}
