import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  checkRedis,
  connectRedis,
  type RedisClient,
  RedisLedger,
  RedisStopSignals,
  whyRedisFails,
} from "@penstock/adapter-redis";
import type { Log } from "@penstock/core";
import { type LocalRedis, startRedis } from "@penstock/local-redis";
import { eventually, LedgerScenario, silentLog } from "@penstock/testkit";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { readTracked } from "../tidy/tracked-files.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "penstock-redis-start-"));
  // Not after each: the servers of a test write into it until the test is finished.
  onTestFinished(() => rm(folder, { recursive: true }));
});

async function started(...args: readonly string[]): Promise<LocalRedis> {
  const server = await startRedis({ dataDir: await mkdtemp(join(folder, "data-")), args });
  onTestFinished(() => server.stop());
  return server;
}

function connected(url: string, log: Log = silentLog): RedisClient {
  const redis = connectRedis(url, { role: "service", log });
  onTestFinished(() => redis.disconnect());
  return redis;
}

const check = (url: string) => checkRedis(connected(url));
const refusedWith = (message: RegExp) => ({
  code: "settings-invalid",
  message: expect.stringMatching(message),
});

/** With a port for TLS beside the one without, and a certificate of an unknown authority. */
async function startedWithTls(authClients: "yes" | "no" = "no"): Promise<{
  readonly server: LocalRedis;
  readonly tlsPort: number;
  readonly caPath: string;
  /** Certificate and key, one behind the other. */
  readonly certificatePath: string;
}> {
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  await promisify(execFile)("openssl", [
    ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"],
    ...["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert],
  ]);
  const tlsPort = await freePort();
  const server = await started(
    ...["--tls-port", String(tlsPort), "--tls-cert-file", cert, "--tls-key-file", key],
    ...["--tls-ca-cert-file", cert, "--tls-auth-clients", authClients],
  );
  const certificatePath = join(folder, "both.pem");
  await writeFile(certificatePath, (await readFile(cert, "utf8")) + (await readFile(key, "utf8")));
  return { server, tlsPort, caPath: cert, certificatePath };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" ? (address?.port ?? 0) : 0;
}

describe("a start is refused, and not waited for", () => {
  test("where Redis has no such database", async () => {
    const { url } = await started("--databases", "4");

    await expect(check(`${url}/3`)).resolves.toEqual([]);
    await expect(check(`${url}/99`)).rejects.toMatchObject(
      refusedWith(/Redis has no database 99 \(databases 4\)/),
    );
  });

  test("where the password is missing, wrong, or of an unknown user", async () => {
    const server = await started();
    await connected(server.url).config("SET", "requirepass", "secret");
    const url = (user: string) => `redis://${user}@127.0.0.1:${server.port}`;

    await expect(check(url(":secret"))).resolves.toEqual([]);
    await expect(check(server.url)).rejects.toMatchObject(refusedWith(/asks for a password/));
    await expect(check(url(":wrong"))).rejects.toMatchObject(refusedWith(/WRONGPASS/));
    await expect(check(url("unknown:secret"))).rejects.toMatchObject(refusedWith(/WRONGPASS/));
  });

  test("where the certificate is unknown, and where one side speaks TLS and the other does not", async () => {
    const { server, tlsPort } = await startedWithTls();

    await expect(check(`rediss://127.0.0.1:${tlsPort}`)).rejects.toMatchObject(
      refusedWith(/certificate of Redis is not trusted .*PENSTOCK_REDIS_CA/),
    );
    await expect(check(`redis://127.0.0.1:${tlsPort}`)).rejects.toMatchObject(
      refusedWith(/speaks only TLS .* rediss:/),
    );
    await expect(check(`rediss://127.0.0.1:${server.port}`)).rejects.toMatchObject(
      refusedWith(/does not speak TLS .* redis:/),
    );
  });

  test("in a cluster of several nodes, or with slots without an owner; one that owns all is accepted", async () => {
    const [first, second] = await Promise.all([
      started("--cluster-enabled", "yes"),
      started("--cluster-enabled", "yes"),
    ]);
    const admin = connected(first.url);

    await expect(check(first.url)).rejects.toMatchObject(refusedWith(/ADDSLOTSRANGE/));
    await admin.call("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
    await eventually(async () => String(await admin.call("CLUSTER", "INFO")).includes("state:ok"));
    await expect(check(first.url)).resolves.toEqual([]);
    await expect(check(`${first.url}/1`)).rejects.toMatchObject(refusedWith(/only database 0/));
    await admin.call("CLUSTER", "MEET", "127.0.0.1", second.port);
    await eventually(async () =>
      String(await admin.call("CLUSTER", "INFO")).includes("known_nodes:2"),
    );
    await expect(check(first.url)).rejects.toMatchObject(
      refusedWith(/node of a cluster: write redis.cluster:/),
    );
  });
});

describe("a start is accepted", () => {
  test("with an own authority and a certificate of the client, where Redis asks for one", async () => {
    const { tlsPort, caPath, certificatePath } = await startedWithTls("yes");
    const url = `rediss://127.0.0.1:${tlsPort}`;
    const checkWith = async (tls: { caPath?: string; certificatePath?: string }) => {
      const redis = connectRedis(url, { role: "service", log: silentLog, tls });
      onTestFinished(() => redis.disconnect());
      return checkRedis(redis);
    };

    await expect(checkWith({ caPath, certificatePath })).resolves.toEqual([]);
    await expect(checkWith({ certificatePath })).rejects.toMatchObject(refusedWith(/not trusted/));
    await expect(checkWith({ caPath: join(folder, "none.pem") })).rejects.toMatchObject({
      code: "settings-invalid",
      message: expect.stringMatching(/PENSTOCK_REDIS_CA: ENOENT/),
    });
  });

  test("over a unix socket", async () => {
    const path = join(folder, "redis.sock");
    await started("--unixsocket", path);

    await expect(check(`unix://${path}?db=2`)).resolves.toEqual([]);
  });
});

describe("a user of Redis with few rights", () => {
  const [, rights = ""] =
    /ACL SETUSER penstock on '>PASSWORD' (.*)/.exec(readTracked("docs/settings.md").text) ?? [];
  const enough = rights.replaceAll("'", "").split(" ");

  async function startedWith(changes: readonly string[]) {
    const server = await started();
    const admin = connected(server.url);
    await admin.acl("SETUSER", "penstock", "on", ">PASSWORD", ...enough, ...changes);
    return { admin, url: `redis://penstock:PASSWORD@127.0.0.1:${server.port}` };
  }

  test("is taken with the line of docs/settings.md", async () => {
    const { admin, url } = await startedWith([]);
    const redis = connected(url);

    expect(enough).toContain("~penstock:*");
    expect(await checkRedis(redis)).toEqual([]);
    expect(await whyRedisFails(redis)).toEqual([]);
    const stopSignals = new RedisStopSignals(redis);
    onTestFinished(() => stopSignals.close());
    const scenario = new LedgerScenario({
      ledger: new RedisLedger(redis),
      stopSignals,
      tenant: "films",
      passTime: async () => undefined,
    });
    await stopSignals.onStopped(() => undefined);
    const transfer = await scenario.uploading(3);
    expect(await scenario.reread(transfer)).toEqual(transfer);
    expect(await admin.keys("*trial*")).toEqual([]);
  });

  test.each([
    ["may run no script", ["-@scripting"], /evalsha|eval/i],
    ["has the ledger's keys only", ["resetkeys", "~penstock:*"], /key/],
    ["has the queues' keys only", ["resetkeys", "~{penstock}:*"], /key/],
    ["has one tenant's keys only", ["resetkeys", "~penstock:{*", "~{penstock}:*"], /key/],
    ["may publish nothing", ["resetchannels"], /channel/],
    ["may not use streams", ["-@stream"], /XADD/],
    ["may not wait for a task", ["-bzpopmin"], /bzpopmin/],
    ["may only read", ["-@write"], /HSET/],
    ["may not see INFO", ["-info"], /info/],
    ["may use no transaction", ["-multi"], /multi/],
  ])(
    "is refused when it %s, with one sentence that says where the line is",
    async (_name, changes, word) => {
      const warn = vi.spyOn(console, "warn");
      onTestFinished(() => warn.mockRestore());
      const { url } = await startedWith(changes);

      const refused = await check(url).then(
        () => undefined,
        (error: unknown) => error,
      );

      expect(refused).toMatchObject(
        refusedWith(/^PENSTOCK_REDIS_URL: .*lacks a right.*docs\/settings\.md/),
      );
      expect(refused).toMatchObject({ message: expect.stringMatching(word) });
      expect(warn).not.toHaveBeenCalled();
    },
  );

  test("that loses a right while it runs is not ready, says so once, and recovers", async () => {
    const { admin, url } = await startedWith([]);
    const [error, info] = [vi.fn(), vi.fn()];
    const redis = connected(url, { ...silentLog, error, info });
    await checkRedis(redis);

    await admin.acl("SETUSER", "penstock", "-hset");
    const reasons = [...(await whyRedisFails(redis)), ...(await whyRedisFails(redis))];
    const refused = await new RedisLedger(redis).workers
      .announceWorker({ id: "one", slots: 1 })
      .then(
        () => undefined,
        (failure: unknown) => failure,
      );
    await admin.acl("SETUSER", "penstock", "+hset");

    expect(reasons).toEqual([expect.stringMatching(/lacks a right.*HSET/), reasons[0]]);
    expect(refused).toMatchObject({ code: "ledger-unavailable" });
    expect(error).toHaveBeenCalledOnce();
    expect(await whyRedisFails(redis)).toEqual([]);
    expect(info).toHaveBeenCalledOnce();
  });
});

describe("after a reconnect", () => {
  test("commands wait for a server that has their database", async () => {
    const dataDir = join(folder, "data");
    const first = await startRedis({ dataDir, args: ["--databases", "8"] });
    const redis = connected(`${first.url}/6`);
    await redis.set("key", "six");
    await first.stop();
    const small = await startRedis({
      dataDir: join(folder, "small"),
      port: first.port,
      args: ["--databases", "4"],
    });
    const reading = redis.get("key");
    await eventually(async () => /no database/.test(String(await whyRedisFails(redis))));
    await small.stop();
    const again = await startRedis({ dataDir, port: first.port, args: ["--databases", "8"] });
    onTestFinished(() => again.stop());

    expect(await reading).toBe("six");
  });

  test("a replica that takes no writes is said once, and waited for", async () => {
    const server = await started();
    const [error, info] = [vi.fn(), vi.fn()];
    const redis = connected(server.url, { ...silentLog, error, info });
    await checkRedis(redis);
    const admin = connected(server.url);
    await admin.replicaof("127.0.0.1", 1);

    const writing = redis.set("key", "value");
    await eventually(() => error.mock.calls.length > 0);
    expect(String(await whyRedisFails(redis))).toMatch(/READONLY|replica/);
    await admin.replicaof("NO", "ONE");

    expect(await writing).toBe("OK");
    await eventually(() => info.mock.calls.length > 0);
    expect(await whyRedisFails(redis)).toEqual([]);
    expect(error).toHaveBeenCalledOnce();
  });
});
