import {
  type Address,
  isPenstockError,
  isSameVersion,
  PenstockError,
  type SourceVersion,
} from "@penstock/core";
import type { Engine } from "../engine.ts";

type Read = { readonly from: Address; readonly sourceVersion: SourceVersion };

/**
 * One response that shows another version may come from a proxy, or from one node of many: it is a
 * change only if a fresh look at the source shows one as well. Where that shows what was planned, it
 * was a response that is not believed, like others, and is tried again.
 *
 * @returns what the read failed by. Rejects as the look does.
 */
export async function confirmChange(
  { connections }: Pick<Engine, "connections">,
  { from, sourceVersion }: Read,
  { error, signal }: { readonly error: unknown; readonly signal: AbortSignal },
): Promise<unknown> {
  // What a file system says of a file passes no intermediary.
  if (!isPenstockError(error, "source-changed") || sourceVersion.validator.kind === "file") {
    return error;
  }
  const now = await connections.source(from.connection).stat(from.key, signal);
  return isSameVersion(sourceVersion, now.sourceVersion)
    ? new PenstockError(
        "source-response-invalid",
        `${error.message}; but a fresh look shows the planned version`,
        { cause: error, details: error.details },
      )
    : error;
}
