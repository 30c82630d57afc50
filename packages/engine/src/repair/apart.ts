import { isPenstockError, type JobId, type RepeatedWork } from "@penstock/core";
import type { Engine } from "../engine.ts";

export type Piece = Pick<RepeatedWork, "what" | "longestPauseMs"> & {
  /** Tell it from others of the same name. */
  readonly fields: { readonly jobId?: JobId } & Readonly<Record<string, string>>;
};

/**
 * Does one piece of a pass apart from the others: what is wrong with it holds up none of them. It is
 * counted and shown, and passed over until its growing pause ends. Only a ledger that is away ends the
 * pass, for it is away for all.
 *
 * @returns whether it was done
 */
export async function apart(
  { log, repeats }: Pick<Engine, "log" | "repeats">,
  { fields, ...piece }: Piece,
  run: () => Promise<unknown>,
): Promise<boolean> {
  const { jobId } = fields;
  const work = { ...piece, item: JSON.stringify(fields), ...(jobId !== undefined && { jobId }) };
  if (!repeats.isDue(work)) {
    return false;
  }
  try {
    await run();
    repeats.noteSuccess(work);
    return true;
  } catch (error) {
    if (isPenstockError(error, "ledger-unavailable")) {
      throw error;
    }
    repeats.noteFailure(work, error);
    const failures = repeats.failuresOf(work);
    log.error({ ...fields, failures, err: error }, `${work.what} failed and is repeated`);
    return false;
  }
}
