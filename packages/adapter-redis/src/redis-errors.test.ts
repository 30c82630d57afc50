import { describe, expect, test } from "vitest";
import { isReadOnly, toLedgerError } from "./redis-errors.ts";

/** As a server before version 7 tells what a command in a script was answered. */
function wrapped(reply: string): string {
  return `ERR Error running script (call to f_8d): @user_script:1: @user_script: 1: -${reply}`;
}

describe("toLedgerError", () => {
  test.each([
    ["a refused connection", Object.assign(new Error("connect"), { code: "ECONNREFUSED" })],
    ["a reset connection", Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" })],
    ["a closed connection", new Error("Connection is closed.")],
    ["a response that did not come", new Error("Command timed out")],
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
