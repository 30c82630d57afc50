import { formatSealedText, isPenstockError, PenstockError, type Sealing } from "@penstock/core";
import { ManualClock, startHttpServer } from "@penstock/testkit";
import { createAddressGuard } from "@penstock/transport";
import { type ConnectionChange, connectionsFile, sealedConnection } from "@penstock/wire";
import { expect, onTestFinished, test } from "vitest";
import { createConnections } from "./connections.ts";
import { FollowedConnections } from "./followed-connections.ts";

const SECRET = "canary-secret-of-a-made-connection";
const signal = AbortSignal.timeout(120_000);

/** Opens a text for its own purpose alone. */
const sealing: Sealing = {
  seal: (text, purpose) => {
    const box = Buffer.from(`${purpose}\n${text}`.padEnd(40, "\n")).toString("base64url");
    return formatSealedText({ keyId: "0123456789abcdef", box });
  },
  open: (sealed, purpose) => {
    const [of, text = ""] = Buffer.from(sealed.split(":")[3] ?? "", "base64url")
      .toString()
      .split("\n");
    if (of !== purpose) {
      throw new PenstockError("sealed-text-invalid", "it was sealed for another purpose");
    }
    return text;
  },
};

function bucketAt(
  endpoint: string,
  { provider = "cos" as "cos" | "minio", accessKeyId = "id-1" } = {},
): ConnectionChange {
  const credentials = { accessKeyId, secretAccessKey: SECRET };
  const place = { region: "ap-beijing", endpoint, credentials };
  return provider === "cos"
    ? { provider, bucket: "ingest-1250000000", ...place }
    : { provider, bucket: "lab", pathStyle: true, ...place };
}

function process(allowed: readonly string[] = []) {
  const clock = new ManualClock();
  const secrets = new Set<string>();
  const file = connectionsFile.parse({
    connections: { disk: { provider: "file", root: "/srv" } },
  });
  const guard = createAddressGuard(allowed);
  const connections = createConnections(file, {
    ...{ environment: {}, secrets, clock, guard, sealing },
  });
  onTestFinished(() => connections.close());
  const kept = new Map<string, { revision: number; value: ReturnType<typeof sealedConnection> }>();
  const keep = (name: string, change: ConnectionChange) => {
    const revision = (kept.get(name)?.revision ?? 0) + 1;
    kept.set(name, { revision, value: sealedConnection(name, change, sealing) });
  };
  let documents = new Map(kept);
  let isWhole = true;
  const view = {
    get documents() {
      return documents;
    },
    refreshOnce: async () => {
      documents = new Map(isWhole ? kept : [...documents, ...kept]);
      return isWhole;
    },
  };
  const empty = () => {
    kept.clear();
    isWhole = false;
  };
  const followed = new FollowedConnections({ connections, view, clock });
  return { clock, secrets, connections, kept, keep, empty, followed };
}

async function startStore() {
  const asked: string[] = [];
  const server = await startHttpServer((request, response) => {
    asked.push(String(request.headers.authorization));
    response.writeHead(404, { "x-cos-request-id": "r1" }).end();
  });
  onTestFinished(() => server.close());
  return { url: server.url, asked };
}

test("a connection that the API made is used by its name, with its secret opened", async () => {
  const { url, asked } = await startStore();
  const { keep, followed, connections, secrets } = process(["127.0.0.0/8"]);
  keep("made", bucketAt(url));

  await followed.refreshOnce();
  await connections.store("made").head("a", "crc64xz", signal);

  expect(asked[0]).toContain("q-ak=id-1");
  expect(secrets).toContain(SECRET);
  expect(connections.describe()).toMatchObject([
    { name: "disk", origin: "file" },
    { name: "made", origin: "api", revision: 1, isWritable: true },
  ]);
});

test("credentials that were replaced count from the next lookup on", async () => {
  const { url, asked } = await startStore();
  const { keep, followed, connections } = process(["127.0.0.0/8"]);
  keep("made", bucketAt(url));
  await followed.refreshOnce();
  const before = connections.store("made");
  keep("made", bucketAt(url, { accessKeyId: "id-2" }));

  await followed.refreshOnce();
  await before.head("a", "crc64xz", signal);
  await connections.store("made").head("a", "crc64xz", signal);

  expect(asked.map((each) => /q-ak=([\w-]+)/.exec(each)?.[1])).toEqual(["id-1", "id-2"]);
});

test.each(["cos", "minio"] as const)(
  "a client reaches nothing inside through a connection to %s",
  async (provider) => {
    const { asked } = await startStore();
    const { keep, followed, connections } = process();
    const inside = ["http://127.0.0.1:1", "http://localhost:1", "http://169.254.169.254"];
    for (const [at, endpoint] of inside.entries()) {
      keep(`inside-${at}`, bucketAt(endpoint, { provider }));
    }
    await followed.refreshOnce();

    const tried = inside.flatMap((_, at) => [
      connections.store(`inside-${at}`).head("a", "md5", signal),
      connections.source(`inside-${at}`).stat("a", signal),
      connections
        .lister(`inside-${at}`)
        .page({ prefix: "", after: "" }, 10, signal)
        .then(() => undefined),
    ]);

    const outcomes = await Promise.allSettled(tried);
    expect(outcomes.map((each) => codeOf(each))).toEqual(
      Array.from({ length: 9 }, () => "address-blocked"),
    );
    expect(asked).toEqual([]);
  },
);

test("a web server inside is reached by no connection that a client made", async () => {
  const { keep, followed, connections } = process();
  keep("site", { provider: "http", baseUrl: "http://127.0.0.1:1/" });
  await followed.refreshOnce();

  await expect(connections.source("site").stat("a", signal)).rejects.toThrow(
    expect.objectContaining({ code: "address-blocked" }),
  );
});

test("a name of the file stays the file's, also for documents of Penstock's own", async () => {
  const { keep, followed, connections } = process();
  keep("disk", bucketAt("http://127.0.0.1:1"));
  keep("made", bucketAt("http://127.0.0.1:1"));
  await followed.refreshOnce();

  expect(connections.describe().map(({ name, provider }) => [name, provider])).toEqual([
    ["disk", "file"],
    ["made", "cos"],
  ]);
  expect(() => connections.documentStore("made")).toThrow("no connection");
});

test("a name that was made a moment ago is pending, and then found", async () => {
  const { keep, followed } = process();
  keep("made", bucketAt("http://127.0.0.1:1"));

  expect(() => followed.patient.store("made")).toThrow(
    expect.objectContaining({ code: "connection-pending" }),
  );
  await followed.refreshOnce();
  expect(followed.patient.store("made")).toBeDefined();
});

test("a name is unknown once a change of it would have been seen", async () => {
  const { clock, followed } = process();
  const code = () => {
    try {
      followed.patient.source("nothing");
      return "found";
    } catch (error) {
      return isPenstockError(error) ? error.code : "no code";
    }
  };

  const codes = [code()];
  clock.advance(5_000);
  codes.push(code());
  await followed.refreshOnce();
  codes.push(code());
  clock.advance(60_001);
  codes.push(code());

  expect(codes).toEqual([
    ...["connection-pending", "connection-pending"],
    ...["connection-unknown", "connection-pending"],
  ]);
});

test("a Redis that was emptied makes no name unknown", async () => {
  const { clock, keep, empty, followed } = process();
  keep("made", bucketAt("http://127.0.0.1:1"));
  await followed.refreshOnce();

  empty();
  for (let look = 0; look < 3; look += 1) {
    expect(() => followed.patient.source("another")).toThrow(
      expect.objectContaining({ code: "connection-pending" }),
    );
    clock.advance(6_000);
    await followed.refreshOnce();
  }

  expect(followed.patient.store("made")).toBeDefined();
});

test("what was removed is unknown, and a secret of another connection opens nothing", async () => {
  const { keep, kept, followed, connections } = process(["127.0.0.0/8"]);
  keep("one", bucketAt("http://127.0.0.1:1"));
  const one = kept.get("one");
  await followed.refreshOnce();
  kept.delete("one");
  if (one !== undefined) {
    kept.set("two", one);
  }
  await followed.refreshOnce();

  expect(() => connections.store("one")).toThrow("no connection");
  await expect(connections.store("two").head("a", "crc64xz", signal)).rejects.toThrow(
    expect.objectContaining({ code: "sealed-text-invalid" }),
  );
});

function codeOf(outcome: PromiseSettledResult<unknown>): string {
  return outcome.status === "rejected" && isPenstockError(outcome.reason)
    ? outcome.reason.code
    : outcome.status;
}
