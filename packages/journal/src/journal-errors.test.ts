import { expect, test } from "vitest";
import { toJournalError, unusable } from "./journal-errors.ts";

function rejection(code: string): Error {
  return Object.assign(new Error(`${code}: no, write`), { code, syscall: "write" });
}

test.each([
  ["ENOSPC", "make room"],
  ["EDQUOT", "quota"],
  ["EACCES", "give the user of this process the right to write there"],
  ["EROFS", "mount it writable"],
  ["ENOENT", "mount it again"],
  ["EIO", "EIO: no, write"],
])("a file system that answers %s is waited for, with advice", (code, advice) => {
  expect(toJournalError("/var/journal", rejection(code))).toMatchObject({
    code: "journal-unavailable",
    message: expect.stringMatching(new RegExp(`^the journal in /var/journal .*${advice}`)),
  });
});

test("a mistake of ours is passed on", () => {
  const issue = new TypeError("undefined is not a function");

  expect(toJournalError("/var/journal", issue)).toBe(issue);
});

test.each([
  ["ENOSPC", "make room on its disk"],
  ["EACCES", "give the user of this process the right to write there"],
  ["EROFS", "mount it writable"],
  ["EEXIST", "name a folder"],
  ["ENOTDIR", "name a folder"],
])("a start that %s ends says what helps", (code, cure) => {
  expect(unusable("/var/journal", rejection(code))).toMatchObject({
    code: "settings-invalid",
    message: expect.stringMatching(
      new RegExp(`^PENSTOCK_JOURNAL: /var/journal cannot hold .*${code}: no, write; .*${cure}$`),
    ),
  });
});
