import {
  type BulkSpec,
  type Connections,
  type ManifestRef,
  newJobId,
  PenstockError,
} from "@penstock/core";
import { ManualClock, MemorySource } from "@penstock/testkit";
import { beforeEach, describe, expect, test } from "vitest";
import { manifestSource } from "../listing/manifest-source.ts";
import { SignedSources } from "../sources/signed-sources.ts";
import { withManifestVersion, withSealedManifest } from "./manifest-of-job.ts";

const SIGNAL = new AbortController().signal;
const QUERY = "X-Amz-Signature=secret";
const ID = newJobId(0, new Uint8Array(10));
const JOB = { id: ID, tenant: "default" };
const OTHER = newJobId(0, new Uint8Array(10).fill(1));

const URL_MANIFEST: ManifestRef = {
  ...{ connection: "https://lists.example.org", key: "a/list.csv" },
  ...{ format: "csv", onBrokenLine: "refuse" },
};

const SPEC: BulkSpec = {
  verb: "copy",
  selection: { kind: "manifest", connection: "from", manifest: URL_MANIFEST },
  destination: { connection: "to", template: "{key}" },
  options: {
    ...{ overwrite: "if_different", compare: "content", verify: "part", onMissing: "fail" },
    ...{ attributePolicy: "preserve", attributes: { metadata: {} }, allowEmpty: false },
  },
};

/** Shows what it was sealed for. */
const sealing = {
  seal: (text: string, purpose: string) => `${purpose}|${Buffer.from(text).toString("hex")}`,
  open: (sealed: string, purpose: string) => {
    const [sealedFor = "", hex = ""] = sealed.split("|");
    if (sealedFor !== purpose) {
      throw new PenstockError("sealed-text-invalid", "it was sealed for another purpose");
    }
    return Buffer.from(hex, "hex").toString();
  },
};

let lists: MemorySource;

beforeEach(() => {
  lists = new MemorySource();
});

function opener(source: ReturnType<Connections["source"]> = lists) {
  const unused = () => expect.fail("it is not asked for");
  const connections: Connections = {
    source: () => source,
    ...{ store: unused, lister: unused, probe: unused, serverSideCopySource: unused },
  };
  return { connections, signedSources: new SignedSources(sealing), clock: new ManualClock() };
}

function manifestOf({ selection }: BulkSpec) {
  return selection.kind === "manifest" ? selection.manifest : expect.fail("it is another list");
}

describe("the manifest of a job that is a signed URL", () => {
  test("is pinned by what its query opens, and kept without the query", async () => {
    lists.put(`${URL_MANIFEST.key}?${QUERY}`, new TextEncoder().encode("key\na\n"));

    const spec = withSealedManifest(opener(), { id: ID, spec: SPEC, manifestQuery: QUERY });
    const pinned = await withManifestVersion(opener(), { ...JOB, spec }, SIGNAL);

    expect(manifestOf(pinned)).toMatchObject({ ...URL_MANIFEST, version: { sizeBytes: 6 } });
    expect(JSON.stringify(pinned)).not.toContain(QUERY);
  });

  test("is opened by its own job alone", () => {
    const spec = withSealedManifest(opener(), { id: ID, spec: SPEC, manifestQuery: QUERY });
    const open = (id: typeof ID) => manifestSource(opener(), { ...JOB, id }, manifestOf(spec));

    expect(open(ID).key).toBe(`${URL_MANIFEST.key}?${QUERY}`);
    expect(() => open(OTHER)).toThrow(expect.objectContaining({ code: "sealed-text-invalid" }));
  });

  test("needs no key where the URL has no query", async () => {
    lists.put(URL_MANIFEST.key, new TextEncoder().encode("key\n"));
    const { signedSources: _, ...unsealed } = opener();

    const spec = withSealedManifest({}, { id: ID, spec: SPEC });
    const pinned = await withManifestVersion(unsealed, { ...JOB, spec }, SIGNAL);

    expect(manifestOf(pinned)).toMatchObject({ version: { sizeBytes: 4 } });
  });

  test("has a code of its own when it has expired, for no new one can be given", async () => {
    const expired = new PenstockError("source-url-expired", "it has expired");
    const source = {
      stat: () => Promise.reject(expired),
      // biome-ignore lint/correctness/useYield: it fails before the first byte
      async *read() {
        throw expired;
      },
    };
    const at = manifestSource(opener(source), JOB, URL_MANIFEST);
    const version = { sizeBytes: 1, validator: { kind: "size-only" } } as const;
    const read = async () => {
      for await (const _ of at.source.read("k", version, { startByte: 0, lengthBytes: 1 }, SIGNAL));
    };

    const code = "manifest-url-expired";
    await expect(at.source.stat("k", SIGNAL)).rejects.toMatchObject({ code });
    await expect(read()).rejects.toMatchObject({ code });
  });
});
