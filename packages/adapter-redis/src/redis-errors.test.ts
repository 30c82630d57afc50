import { describe, expect, test } from "vitest";
import { isReadOnly, toLedgerError } from "./redis-errors.ts";

/** As a server before version 7 tells what a command in a script was answered. */
function wrapped(reply: string): string {
  return `ERR Error running script (call to f_8d): @user_script:1: @user_script: 1: -${reply}`;
}

/** As ioredis throws it. */
function aborted(...previousErrors: readonly Error[]): Error {
  const message = "EXECABORT Transaction discarded because of previous errors.";
  return Object.assign(new Error(message), { previousErrors });
}

describe("toLedgerError", () => {
  test.each([
    ["a refused connection", Object.assign(new Error("connect"), { code: "ECONNREFUSED" })],
    ["a reset connection", Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" })],
    ["a closed connection", new Error("Connection is closed.")],
    ["a connection that was given up", new Error("Connection is aborted")],
    ["a response that did not come", new Error("Command timed out")],
    ["a pipeline that was cut in two", new Error("Command aborted due to connection close")],
    [
      "a silent socket",
      new Error("Socket timeout. Expecting data, but didn't receive any in 5ms."),
    ],
    ["Sentinels that are away", new Error("All sentinels are unreachable and retry is disabled.")],
    ["a cluster of which no node answers", new Error("Failed to refresh slots cache.")],
    ["a cluster that cannot be connected to", new Error("None of startup nodes is available")],
    [
      "a cluster that is not connected",
      new Error("Cluster isn't ready and enableOfflineQueue ..."),
    ],
    ["a cluster that was left", new Error("Cluster is ended.")],
    ["a cluster that closes", new Error("Cluster is disconnecting.")],
    ["a cluster without a subscriber", new Error("No subscriber for the cluster")],
    ["a node that has gone", new Error("Node is disconnected")],
    ...[
      "Error: Connection is closed.",
      "ReplyError: MOVED 10804 127.0.0.1:7000",
      "ReplyError: CLUSTERDOWN The cluster is down",
      "ReplyError: ASK 10804 127.0.0.1:7000",
    ].map((last): [string, Error] => [
      `a slot that no node serves (${last})`,
      new Error(`Too many Cluster redirections. Last error: ${last}`),
    ]),
    ["a cluster without all slots", new Error("CLUSTERDOWN The cluster is down")],
    ["a slot without a node", new Error("CLUSTERDOWN Hash slot not served")],
    ["a slot that moves", new Error("TRYAGAIN Multiple keys request during rehashing of slot")],
    ["a slot that has moved", new Error("MOVED 10804 127.0.0.1:7000")],
    ["a replica without its primary", new Error("MASTERDOWN Link with MASTER is down and ...")],
    ["a primary that was demoted", new Error("UNBLOCKED force unblock from blocking operation")],
    ["a primary without replicas", new Error("NOREPLICAS Not enough good replicas to write.")],
    ["a server whose script runs on", new Error("BUSY Redis is busy running a script.")],
    ["an outage without a queue", new Error("Stream isn't writeable and enableOfflineQueue ...")],
    ["too many retries", new Error("Reached the max retries per request limit (which is 1). ...")],
    ["a server that loads", new Error("LOADING Redis is loading the dataset in memory")],
    ["a demoted server", new Error("READONLY You can't write against a read only replica.")],
    ["a full server", new Error("OOM command not allowed when used memory > 'maxmemory'.")],
    ["a server that cannot write its file", new Error("MISCONF Errors writing to the AOF file")],
    ["a script that met a full server", new Error("OOM command not allowed. script: a, on @1.")],
    ["a right that was taken away", new Error("NOPERM this user has no permissions")],
    ["the same before version 7", new Error(wrapped("OOM command not allowed"))],
  ])("calls %s unavailable", (_name, error) => {
    expect(toLedgerError(error)).toMatchObject({ code: "ledger-unavailable", cause: error });
  });

  test("looks for what ended a transaction", () => {
    const down = new Error("CLUSTERDOWN The cluster is down");
    const wrongCall = new Error("ERR wrong number of arguments");

    expect(toLedgerError(aborted(down))).toMatchObject({ code: "ledger-unavailable", cause: down });
    expect(toLedgerError(aborted(wrongCall))).toBe(wrongCall);
    expect(toLedgerError(aborted())).toMatchObject({ previousErrors: [] });
  });

  test.each([
    ["a mistake in a script", new Error("ERR user_script:12: attempt to compare nil")],
    ["something that is no error", "odd"],
  ])("passes %s on as it is", (_name, error) => {
    expect(toLedgerError(error)).toBe(error);
  });
});

test.each([
  ["a command", "READONLY You can't write against a read only replica.", true],
  ["a script before version 7", wrapped("READONLY You can't write"), true],
  ["a full server", "OOM command not allowed", false],
  ["a client that quotes it", "ERR unknown command 'READONLY '", false],
])("knows a demoted server by its response to %s", (_name, message, expected) => {
  expect(isReadOnly(new Error(message))).toBe(expected);
});
