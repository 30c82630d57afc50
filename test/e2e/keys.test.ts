import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "@penstock/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  runPenstock,
  spawnPenstock,
  startTestCluster,
  type TestCluster,
} from "../support/test-cluster.ts";
import { textsBelow } from "../support/texts-below.ts";

const ADMIN_KEY = randomBytes(32).toString("hex");

describe("an API that asks for keys", () => {
  let up: TestCluster;

  beforeAll(async () => {
    up = await startTestCluster({ workers: 1, environment: { PENSTOCK_ADMIN_KEY: ADMIN_KEY } });
  });

  afterAll(() => up.close());

  function penstock(key: string | undefined, ...args: readonly string[]) {
    const environment = {
      PENSTOCK_URL: up.cluster.apiUrl,
      ...(key !== undefined && { PENSTOCK_KEY: key }),
    };
    return runPenstock(args, { cwd: up.filesFolder, environment });
  }

  test("serves the command line by its keys, each as far as it goes, until it is revoked", async () => {
    await up.addFile("a.bin", Buffer.from("a small file"));
    const without = await penstock(undefined, "ls");
    const reader = await penstock(ADMIN_KEY, "key", "create", "reader", "--scope", "read");
    const mover = await penstock(ADMIN_KEY, "key", "create", "mover", "--expires-in", "1d");
    const [readKey, moveKey] = [reader.stdout.trim(), mover.stdout.trim()];

    const refused = await penstock(readKey, "cp", "./a.bin", "local:");
    const copied = await penstock(moveKey, "cp", "./a.bin", "local:");
    const listed = await penstock(
      undefined,
      "ls",
      "--json",
      "--key",
      readKey,
      "--tenant",
      "default",
    );
    const keys = await penstock(ADMIN_KEY, "key", "ls", "--json");
    const revoked = await penstock(ADMIN_KEY, "key", "revoke", moveKey);
    const after = await penstock(moveKey, "ls");

    expect(without).toMatchObject({ exitCode: 3 });
    expect(without.stderr).toContain("PENSTOCK_KEY");
    expect(refused).toMatchObject({ exitCode: 3 });
    expect(refused.stderr).toContain("the scope operate");
    expect(copied).toMatchObject({ exitCode: 0 });
    expect(listed).toMatchObject({ exitCode: 0 });
    expect(listed.stdout).toContain("a.bin");
    expect(
      keys.stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).name),
    ).toEqual(["reader", "mover"]);
    expect(revoked).toMatchObject({ exitCode: 0 });
    expect(after).toMatchObject({ exitCode: 3 });

    const shown = [keys, listed, refused, copied, revoked].map(
      ({ stdout, stderr }) => stdout + stderr,
    );
    const files = await textsBelow(up.cluster.logFolder);
    const journal = await textsBelow(join(up.cluster.logFolder, "../journal"));
    const all = [...shown, ...files.values(), ...journal.values()];
    for (const secret of [ADMIN_KEY, readKey.slice(31), moveKey.slice(31)]) {
      expect(all.filter((text) => text.includes(secret))).toEqual([]);
    }
  });
});

describe("penstock up that is to ask for keys", () => {
  test("prints its first key once, and a link for a browser at each start", async ({
    onTestFinished,
  }) => {
    const folder = await mkdtemp(join(tmpdir(), "penstock-e2e-keys-"));
    onTestFinished(() => rm(folder, { recursive: true }));

    const first = await startUp(folder);
    const [, url = "", token = ""] = /(http:\S+)\/login\?token=(\S+)/.exec(first.said) ?? [];
    const opened = await fetch(`${url}/login?token=${token}`, { redirect: "manual" });
    const [cookie = ""] = opened.headers.getSetCookie();
    const seen = await fetch(`${url}/v1/caller`, {
      headers: { cookie: cookie.split(";")[0] ?? "" },
    });
    const without = await fetch(`${url}/v1/jobs`);
    await first.stop();
    const second = await startUp(folder);
    await second.stop();

    const key = await readFile(join(folder, ".penstock/admin-key"), "utf8");
    expect(first.said.split(key)).toHaveLength(2);
    expect(second.said).not.toContain(key);
    expect(second.said).toContain("/login?token=");
    expect([opened.status, without.status]).toEqual([303, 401]);
    expect(await seen.json()).toMatchObject({ id: "admin-key", scope: "admin" });
    const logs = [...(await textsBelow(join(folder, ".penstock/logs"))).values()];
    expect(logs.filter((text) => text.includes(key) || text.includes(token))).toEqual([]);
  });
});

async function startUp(folder: string) {
  const environment = { PENSTOCK_LISTEN: "127.0.0.1:0", PENSTOCK_AUTH: "required" };
  const child = spawnPenstock(["up", "--workers", "1"], { cwd: folder, environment });
  const exited = once(child, "exit");
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
  }
  await eventually(() => said.includes("/login?token="));
  return {
    said,
    stop: async () => {
      child.kill("SIGINT");
      await exited;
    },
  };
}
