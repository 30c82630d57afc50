import {
  type BulkSpec,
  type Connections,
  type ErrorCode,
  PenstockError,
  type Selection,
  STORE_PROFILES,
} from "@penstock/core";
import { MemoryObjectStore, MemorySource } from "@penstock/testkit";
import { describe, expect, test } from "vitest";
import { checkBulkSpec } from "./check-bulk-spec.ts";

const filter = { include: [], exclude: [] };
const LOGS: Selection = { kind: "prefix", connection: "bucket", prefix: "logs/", filter };
const PHOTOS: Selection = { kind: "tree", connection: "files", folder: "photos", filter };

function unsuitable(name: string): never {
  throw new PenstockError("connection-unsuitable", `connection "${name}" cannot do this`);
}

/** Two buckets, a folder and a web server. */
const connections: Connections = {
  store: (name) =>
    ["bucket", "other"].includes(name)
      ? new MemoryObjectStore(STORE_PROFILES.aws)
      : unsuitable(name),
  source: (name) => {
    if (!["bucket", "other", "files", "web"].includes(name)) {
      throw new PenstockError("connection-unknown", `there is no connection "${name}"`);
    }
    const source = new MemorySource();
    const kind = { files: "file", web: "http" } as const;
    return {
      kind: name === "files" || name === "web" ? kind[name] : "s3",
      stat: source.stat.bind(source),
      read: source.read.bind(source),
    };
  },
  lister: (name) => (name === "web" ? unsuitable(name) : new MemorySource().lister),
  serverSideCopySource: () => undefined,
  probe: unsuitable,
};

function specOf(selection: Selection, change: Partial<BulkSpec> = {}): BulkSpec {
  return {
    verb: "copy",
    selection,
    destination: { connection: "other", template: "to/{relativeKey}" },
    options: {
      ...{ overwrite: "if_different", compare: "content", verify: "part", onMissing: "fail" },
      ...{ attributePolicy: "preserve", attributes: { metadata: {} }, allowEmpty: false },
    },
    ...change,
  };
}

function codeOf(spec: BulkSpec): ErrorCode | undefined {
  try {
    checkBulkSpec(connections, spec, 0);
    return undefined;
  } catch (error) {
    if (error instanceof PenstockError) {
      return error.code;
    }
    throw error;
  }
}

function to(template: string, connection = "other"): Partial<BulkSpec> {
  return { destination: { connection, template } };
}

describe("a bulk job", () => {
  test.each<[string, Selection, Partial<BulkSpec>]>([
    ["of a prefix", LOGS, {}],
    ["of a whole bucket", { ...LOGS, prefix: "" }, {}],
    ["of a folder", PHOTOS, to("{date:yyyy/MM/dd}/{relativeKey}")],
    ["of a root", { ...PHOTOS, folder: "." }, {}],
    ["of keys", { kind: "keys", connection: "web", keys: ["a"] }, to("{basename}")],
    ["that copies inside of one bucket", LOGS, to("copy/{key}", "bucket")],
  ])("%s is accepted", (_name, selection, change) => {
    expect(codeOf(specOf(selection, change))).toBeUndefined();
  });

  const many = Array.from({ length: 1001 }, (_, index) => `k${index}`);
  const keys = (...named: readonly string[]): Selection => {
    return { kind: "keys", connection: "bucket", keys: named };
  };
  const globs = (glob: string): Selection => {
    return { ...LOGS, filter: { include: [glob], exclude: [] } };
  };

  test.each<[string, ErrorCode, Selection, Partial<BulkSpec>]>([
    ["an unknown source", "connection-unknown", { ...LOGS, connection: "x" }, {}],
    ["a prefix of a folder", "connection-unsuitable", { ...LOGS, connection: "files" }, {}],
    ["a prefix of a web server", "connection-unsuitable", { ...LOGS, connection: "web" }, {}],
    ["a folder of a bucket", "connection-unsuitable", { ...PHOTOS, connection: "bucket" }, {}],
    ["a destination that is a folder", "connection-unsuitable", LOGS, to("{key}", "files")],
    ["a folder above the root", "key-invalid", { ...PHOTOS, folder: "../x" }, {}],
    ["a prefix with dots", "key-invalid", { ...LOGS, prefix: "a/../b/" }, {}],
    ["a glob with dots", "request-invalid", globs("../*"), {}],
    ["a glob that means nothing", "request-invalid", globs("{a"), {}],
    ["a template that means nothing", "request-invalid", LOGS, to("{kye}")],
    ["a template with dots", "key-invalid", LOGS, to("a/../{relativeKey}")],
    ["a template that joins keys", "request-invalid", LOGS, to("{basename}")],
    ["no key", "request-invalid", keys(), {}],
    ["a key that is named twice", "request-invalid", keys("a", "b", "a"), {}],
    ["too many keys", "request-invalid", keys(...many), {}],
    ["two keys that become one", "request-invalid", keys("a/x", "b/x"), to("{basename}")],
    ["a part size that no store takes", "plan-impossible", LOGS, withPartSize(1)],
    ["a copy onto itself", "request-invalid", LOGS, to("{key}", "bucket")],
    ["a copy of keys onto themselves", "request-invalid", keys("a"), to("{key}", "bucket")],
    ["a copy into its own prefix", "request-invalid", LOGS, to("logs/old/{key}", "bucket")],
    ["a copy that may hit its prefix", "request-invalid", LOGS, to("{relativeKey}", "bucket")],
    ["a marker with dots", "key-invalid", LOGS, { onSuccess: { marker: "../x" } }],
  ])("with %s is refused with %s", (_name, code, selection, change) => {
    expect(codeOf(specOf(selection, change))).toBe(code);
  });
});

function withPartSize(partSizeBytes: number): Partial<BulkSpec> {
  const { options } = specOf(LOGS);
  return { options: { ...options, partSizeBytes } };
}
