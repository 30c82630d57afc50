import { PenstockError } from "@penstock/core";
import { rejectionOf } from "./redis-rejections.ts";

/**
 * Answers by which a server says that it cannot serve now, although it was reached. Before version 7
 * the one to a command in a script comes wrapped.
 */
const UNAVAILABLE_REPLIES =
  /^(?:ERR Error running script .*: -)?(?:LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|UNBLOCKED|BUSY|MISCONF|NOREPLICAS|OOM) /;

/** The response of a server that was demoted, to a command or to a script that writes. */
const READ_ONLY_REPLY = /^(?:ERR Error running script .*: -)?READONLY /;

/**
 * What ioredis throws when it cannot reach a server, gets no response in time, or finds no node of a cluster
 * for a slot: each begins a sentence of its own, some with the last error behind it.
 */
const UNREACHABLE_MESSAGES = new RegExp(
  `^(?:${[
    "Connection is (?:closed|aborted|discarded)",
    "Command (?:timed out|aborted due to connection close)",
    "Stream isn't writeable",
    "Socket timeout",
    "Reached the max retries per request",
    "All sentinels are unreachable",
    "Cluster is(?: ended| disconnect|n't ready)",
    "Failed to refresh slots cache",
    "None of startup nodes is available",
    "No subscriber for the cluster",
    "Node is disconnected",
    "Too many Cluster redirections",
  ].join("|")})`,
);

/** Socket errors carry a code (`ECONNREFUSED`); ioredis's own and the server's responses do not. */
const SOCKET_CODE = /^(E[A-Z]+|UND_ERR_[A-Z]+)$/;

/**
 * Translates whatever Redis or ioredis throws. A server that is away, full, being promoted, or that
 * took a right away while the process ran becomes `ledger-unavailable`; everything else is a mistake in this
 * package and is passed on.
 */
export function toLedgerError(thrown: unknown): unknown {
  const error = reasonOfAbort(thrown) ?? thrown;
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

/** EXECABORT itself does not say which command of a transaction was refused. */
export function reasonOfAbort(error: unknown): unknown {
  return error instanceof Error && "previousErrors" in error && Array.isArray(error.previousErrors)
    ? error.previousErrors[0]
    : undefined;
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
