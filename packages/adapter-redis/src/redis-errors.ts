import { PenstockError } from "@penstock/core";
import { rejectionOf } from "./redis-rejections.ts";

/**
 * Answers by which a server says that it cannot serve now, although it was reached. Before version 7
 * the one to a command in a script comes wrapped.
 */
const UNAVAILABLE_REPLIES =
  /^(?:ERR Error running script .*: -)?(?:LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|BUSY|MISCONF|NOREPLICAS|OOM) /;

/** The response of a server that was demoted, to a command or to a script that writes. */
const READ_ONLY_REPLY = /^(?:ERR Error running script .*: -)?READONLY /;

/** What ioredis throws when it cannot reach a server, or gets no response in time. */
const UNREACHABLE_MESSAGES =
  /^(Connection is closed|Command timed out|Stream isn't writeable|Reached the max retries per request)/;

/** Socket errors carry a code (`ECONNREFUSED`); ioredis's own and the server's responses do not. */
const SOCKET_CODE = /^(E[A-Z]+|UND_ERR_[A-Z]+)$/;

/**
 * Translates whatever Redis or ioredis throws. A server that is away, full, being promoted, or that
 * took a right away while the process ran becomes `ledger-unavailable`; everything else is a mistake in this
 * package and is passed on.
 */
export function toLedgerError(error: unknown): unknown {
  const refused = rejectionOf(error);
  if (refused !== undefined) {
    const message = `Redis cannot be used now: ${refused.message}`;
    return new PenstockError("ledger-unavailable", message, { cause: error });
  }
  return isUnavailable(error)
    ? new PenstockError("ledger-unavailable", `Redis cannot be used now: ${error.message}`, {
        cause: error,
      })
    : error;
}

export function isReadOnly({ message }: Error): boolean {
  return READ_ONLY_REPLY.test(message);
}

function isUnavailable(error: unknown): error is Error {
  if (!(error instanceof Error)) {
    return false;
  }
  const hasSocketCode =
    "code" in error && typeof error.code === "string" && SOCKET_CODE.test(error.code);
  return (
    hasSocketCode ||
    UNAVAILABLE_REPLIES.test(error.message) ||
    UNREACHABLE_MESSAGES.test(error.message)
  );
}
