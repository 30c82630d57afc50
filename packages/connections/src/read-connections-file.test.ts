import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readConnectionsFile } from "./read-connections-file.ts";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "penstock-config-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function read(text: string | Uint8Array) {
  const path = join(folder, "penstock.config.json");
  writeFileSync(path, text);
  return readConnectionsFile(path);
}

function readOne(connection: object) {
  return read(JSON.stringify({ connections: { one: connection } }));
}

const cos = {
  provider: "cos",
  bucket: "ingest-1250000000",
  region: "ap-beijing",
  credentials: { accessKeyId: "env:A", secretAccessKey: "file:/run/secrets/b" },
};

describe("readConnectionsFile", () => {
  test("accepts the example that the repository shows", async () => {
    const example = join(import.meta.dirname, "../../../penstock.config.example.json");

    const file = await read(readFileSync(example, "utf8"));

    expect(Object.keys(file.connections)).not.toEqual([]);
  });

  test("says how to make the file when there is none", async () => {
    await expect(readConnectionsFile(join(folder, "none.json"))).rejects.toMatchObject({
      code: "settings-invalid",
      message: expect.stringMatching(/none\.json does not exist: copy .*example.*PENSTOCK_CONFIG/),
    });
  });

  test("says where the JSON breaks without quoting it", async () => {
    await expect(read('{"connections": {\n  "a": canary')).rejects.toMatchObject({
      message: expect.not.stringContaining("canary"),
    });
    await expect(read('{"connections": {}\n"a"}')).rejects.toThrow("line 2 column 1");
  });

  test.each<[string, string | Uint8Array, RegExp]>([
    ["is empty", "", /it is empty: copy .*example/],
    ["has only white space in it", " \n\t\n", /it is empty/],
    ["is not UTF-8", Uint8Array.of(0x7b, 0x22, 0xe4, 0x22, 0x7d), /it is not UTF-8: save it/],
    ["is UTF-16", Buffer.from('\ufeff{"connections": {}}', "utf16le"), /it is not UTF-8: save it/],
    [
      "has a comma after the last member",
      '{"connections": {\n  "a, ]": {"b": "\\",}"},\n}}',
      /not JSON: delete the comma .* at line 2 column 24$/,
    ],
    [
      "has a comma after the last item",
      '{"connections": [1,]}',
      /delete the comma .* line 1 column 19$/,
    ],
  ])("says what to do with a file that %s", async (_what, content, sentence) => {
    await expect(read(content)).rejects.toMatchObject({
      code: "settings-invalid",
      message: expect.stringMatching(sentence),
    });
  });

  test("says what to do with a folder", async () => {
    await expect(readConnectionsFile(folder)).rejects.toThrow(
      /it is a folder: set PENSTOCK_CONFIG/,
    );
  });

  test("reads over the mark that some editors write first", async () => {
    expect(await read('\ufeff{"connections": {}}')).toEqual({ connections: {} });
  });

  test("reads how a store encrypts and how fast it is asked to be", async () => {
    const encryption = { kind: "customer", key: "env:SSE_KEY" };

    const file = await readOne({ ...cos, encryption, trafficLimit: "1MiB", expectContinue: true });

    expect(file.connections["one"]).toMatchObject({
      encryption,
      trafficLimit: 1024 * 1024,
      expectContinue: true,
    });
  });

  test("lets a customer's key go to this machine without TLS", async () => {
    const encryption = { kind: "customer", key: "env:SSE_KEY" };

    const file = await readOne({ ...cos, encryption, endpoint: "http://127.0.0.1:9000" });

    expect(file.connections["one"]).toMatchObject({ encryption });
  });

  test.each<[string, object, string]>([
    [
      "a rate that COS does not take",
      { ...cos, trafficLimit: "99KiB" },
      "/connections/one/trafficLimit: COS takes 100KiB to 100MiB",
    ],
    [
      "a customer's key itself instead of a reference",
      { ...cos, encryption: { kind: "customer", key: "a".repeat(43) } },
      "/connections/one/encryption/key: refer to the secret",
    ],
    [
      "a customer's key that every network on the way could read",
      {
        ...cos,
        endpoint: "http://store.example.com",
        encryption: { kind: "customer", key: "env:K" },
      },
      "/connections/one/endpoint: write an https:// address",
    ],
    [
      "an encryption that is none",
      { ...cos, encryption: { kind: "rot13" } },
      "/connections/one/encryption/kind",
    ],
    [
      "a secret instead of a reference",
      { ...cos, credentials: { ...cos.credentials, accessKeyId: "AKIDplain" } },
      "/connections/one/credentials/accessKeyId: refer to the secret",
    ],
    [
      "a bucket without its APPID",
      { ...cos, bucket: "ingest" },
      "/connections/one/bucket: write the bucket as NAME-APPID",
    ],
    [
      "a region that leaves the host name",
      { ...cos, region: "evil.example/x" },
      "/connections/one/region",
    ],
    ["a misspelt key", { ...cos, regoin: "x" }, "/connections/one/regoin: nothing reads this key"],
    [
      "a relative root",
      { provider: "file", root: "data" },
      "/connections/one/root: write an absolute path",
    ],
    [
      "an address that is none",
      { provider: "http", baseUrl: "nonsense" },
      "/connections/one/baseUrl: write a URL",
    ],
    [
      "another scheme",
      { provider: "http", baseUrl: "ftp://host/" },
      "/connections/one/baseUrl: write a URL",
    ],
    [
      "credentials in the address",
      { provider: "http", baseUrl: "https://u:p@host/" },
      "/connections/one/baseUrl: leave credentials",
    ],
    ["an unknown provider", { provider: "azure" }, "/connections/one/provider"],
  ])("points at %s", async (_what, connection, message) => {
    await expect(readOne(connection)).rejects.toThrow(message);
  });

  test("reports every mistake at once", async () => {
    await expect(readOne({ ...cos, bucket: "x", region: "" })).rejects.toThrow(
      /\/bucket: .*; .*\/region: /,
    );
  });
});
