import type { SourceVersion } from "@penstock/core";
import { describe, expect, test } from "vitest";
import { checkFileVersion } from "./file-version.ts";

const MTIME = "1700000000123456789";
const CTIME = "1700000001123456789";

const fileWith = ({
  inode = "7",
  mtimeNs = MTIME,
  ctimeNs = CTIME,
  mount = "a",
} = {}): SourceVersion => ({
  sizeBytes: 10,
  validator: { kind: "file", inode, mtimeNs },
  signs: { ctimeNs, mount },
});

const compared = (now: SourceVersion, planned: SourceVersion) => () =>
  checkFileVersion(now, planned, "a.bin");

describe("checkFileVersion", () => {
  test.each([
    ["mtime", { mtimeNs: "1700000000123456790" }],
    ["ctime", { ctimeNs: "1700000001123456790" }],
    ["file number", { inode: "8" }],
  ])("says that the %s differs within one mount", (name, change) => {
    expect(compared(fileWith(change), fileWith())).toThrow(
      expect.objectContaining({ code: "source-changed", message: expect.stringContaining(name) }),
    );
  });

  test.each([
    ["another number", { inode: "8" }],
    ["whole seconds", { mtimeNs: "1700000000000000000", ctimeNs: "1700000001000000000" }],
  ])("finds no change through another mount in %s", (_, change) => {
    expect(compared(fileWith({ ...change, mount: "b" }), fileWith())).not.toThrow();
    expect(compared(fileWith(), fileWith({ ...change, mount: "b" }))).not.toThrow();
  });

  test.each([{ mtimeNs: "1700000002000000000" }, { ctimeNs: "1700000001223456789" }])(
    "finds a change through another mount: %o",
    (change) => {
      expect(compared(fileWith({ ...change, mount: "b" }), fileWith())).toThrow(
        expect.objectContaining({ code: "source-changed" }),
      );
    },
  );

  test("compares a pin of an older version by what it has", () => {
    const { signs: _, ...old } = fileWith();

    expect(compared(fileWith(), old)).not.toThrow();
    expect(compared(fileWith({ inode: "8" }), old)).toThrow("it is the file number 8");
  });
});
