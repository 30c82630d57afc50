import { describe, expect, test } from "vitest";
import { baseNameOf, parseDestination, parseSource, resolveSource } from "./address.ts";

const CONNECTIONS = [
  { name: "home", provider: "file", isWritable: false, location: "/home/ada" },
  { name: "data", provider: "file", isWritable: false, location: "/home/ada/data" },
  { name: "site", provider: "http", isWritable: false, location: "https://example.org/files" },
  { name: "local", provider: "cos", isWritable: true, location: "local-1250000000" },
];

function resolved(text: string) {
  return resolveSource(parseSource(text, "/home/ada"), CONNECTIONS);
}

describe("a source", () => {
  test.each([
    ["local:a/b.bin", { connection: "local", key: "a/b.bin" }],
    ["local:a:b", { connection: "local", key: "a:b" }],
    ["./x.bin", { connection: "home", key: "x.bin" }],
    ["x.bin", { connection: "home", key: "x.bin" }],
    ["/home/ada/data/x y%.bin", { connection: "data", key: "x y%.bin" }],
    ["./data", { connection: "home", key: "data" }],
    ["./a:b", { connection: "home", key: "a:b" }],
    [
      "https://example.org/files/a%20b/%F0%9F%98%80.bin",
      { connection: "site", key: "a%20b/%F0%9F%98%80.bin" },
    ],
    ["https://example.org/filesystem/x", { url: "https://example.org/filesystem/x" }],
    ["https://example.org/files/x?sig=1", { url: "https://example.org/files/x?sig=1" }],
  ])("written as %s is found", (text, address) => {
    expect(resolved(text)).toEqual(address);
  });

  test.each([
    ["/etc/passwd", 3, "no file connection contains /etc/passwd"],
    ["./../eve/x", 3, "no file connection contains /home/eve/x"],
    ["/home/adam/x", 3, "no file connection contains /home/adam/x"],
    ["https://ada:word@example.org/files/x", 2, "a URL with a user"],
    ["https://", 2, "is not a URL"],
    ["local:", 2, "does not name an object"],
    ["local:folder/", 2, "does not name an object"],
  ])("written as %s is refused with exit code %i", (text, exitCode, message) => {
    expect(() => resolved(text)).toThrow(
      expect.objectContaining({ exitCode, message: expect.stringContaining(message) }),
    );
  });
});

describe("a destination", () => {
  test.each([
    ["local:x", { connection: "local", key: "x" }],
    ["local:", { connection: "local", key: "source.bin" }],
    ["local:in/", { connection: "local", key: "in/source.bin" }],
  ])("written as %s is found", (text, address) => {
    expect(parseDestination(text, "source.bin")).toEqual(address);
  });

  test.each([
    ["local:folder/a b.bin", "a b.bin"],
    ["./folder/a b.bin", "a b.bin"],
    ["https://example.org/files/a%20b.bin", "a b.bin"],
    ["https://example.org/files/100%.bin", "100%.bin"],
  ])("takes over the name of %s as %s", (source, name) => {
    expect(baseNameOf(parseSource(source, "/home/ada"))).toBe(name);
  });

  test.each(["./x", "x", "/x", "https://example.org/x"])("written as %s is refused", (text) => {
    expect(() => parseDestination(text, "source.bin")).toThrow(
      expect.objectContaining({ exitCode: 2 }),
    );
  });
});
