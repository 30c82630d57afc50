import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";

const MODULE = pathToFileURL(`${import.meta.dirname}/run-role.ts`).href;

/** A role in a process of its own; `body` is the text of its start function. */
function startRole(body: string, environment: NodeJS.ProcessEnv = {}) {
  const program = `
    import { runRole } from ${JSON.stringify(MODULE)};
    setInterval(() => {}, 60_000);
    await runRole("worker", async ({ log, secrets }) => { ${body} });`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  const stdout = createInterface({ input: child.stdout });
  stdout.on("line", (line) => lines.push(line));
  let stderr = "";
  child.stderr.on("data", (text) => {
    stderr += text;
  });
  return {
    child,
    lines,
    stderr: () => stderr,
    exit: once(child, "close").then(([code]) => code),
    async line(message: string): Promise<Record<string, unknown>> {
      const isIt = (line: string) => line.includes(`"msg":"${message}"`);
      for (;;) {
        const found = lines.find(isIt);
        if (found !== undefined) {
          return JSON.parse(found);
        }
        await once(stdout, "line");
      }
    },
  };
}

const phase = (name: string, run: string) =>
  `{ name: "${name}", timeoutMs: 200, run: async () => { ${run} } }`;
const role = (...phases: string[]) => `return { url: "http://127.0.0.1:1", phases: [${phases}] };`;

describe("runRole", () => {
  test.each(["SIGTERM", "SIGINT"] as const)(
    "drains in order on %s and exits with 0",
    async (signal) => {
      const { child, line, lines, exit } = startRole(
        role(phase("a", 'log.info({}, "first")'), phase("b", 'log.info({}, "second")')),
      );

      expect(await line("ready")).toMatchObject({ url: "http://127.0.0.1:1", role: "worker" });
      child.kill(signal);

      expect(await exit).toBe(0);
      const messages = lines.map((text) => JSON.parse(text).msg);
      expect(messages).toEqual(["ready", "draining", "first", "second", "stopped"]);
    },
  );

  test("continues to the next phase when one fails or hangs, and exits with 1", async () => {
    const { child, line, exit } = startRole(
      role(
        phase("fails", 'throw new Error("no")'),
        phase("hangs", "await new Promise(() => {})"),
        phase("last", 'log.info({}, "closed")'),
      ),
    );
    await line("ready");

    child.kill("SIGTERM");

    expect(await exit).toBe(1);
    expect(await line("closed")).toBeDefined();
    expect(await line("a drain phase took too long")).toMatchObject({ phase: "hangs" });
  });

  test("exits at once on the second signal", async () => {
    const hanging = `{ name: "hangs", timeoutMs: 60_000, run: () => new Promise(() => {}) }`;
    const { child, line, exit } = startRole(role(hanging));
    await line("ready");

    child.kill("SIGTERM");
    await line("draining");
    child.kill("SIGINT");

    expect(await exit).toBe(130);
  });

  test("exits with 2 and all mistakes when its settings are wrong", async () => {
    const { exit, stderr } = startRole(role(), { PENSTOCK_SLOTS: "x", PENSTOCK_BUFFER: "y" });

    expect(await exit).toBe(2);
    expect(stderr()).toMatch(/^penstock worker: .*PENSTOCK_SLOTS.*PENSTOCK_BUFFER/);
  });

  test("exits with 1 and the reason when it cannot start", async () => {
    const { exit, line } = startRole('throw new Error("Redis refuses");');

    expect(await exit).toBe(1);
    expect(await line("cannot start: Redis refuses")).toBeDefined();
  });

  test("exits with 2 when the connections turn out to be wrong", async () => {
    const { exit } = startRole(
      `const { PenstockError } = await import(${JSON.stringify(import.meta.resolve("@penstock/core"))});
       throw new PenstockError("settings-invalid", "no file");`,
    );

    expect(await exit).toBe(2);
  });

  test("says which setting to change when its address is taken", async () => {
    const { exit, lines } = startRole(
      'throw Object.assign(new Error("EADDRINUSE"), { syscall: "listen" });',
    );

    expect(await exit).toBe(2);
    expect(lines.join()).toContain("set PENSTOCK_HEALTH_LISTEN to another address");
  });

  test.each([
    ["EACCES", "may not read or write"],
    ["EROFS", "mounted read-only"],
    ["ENOSPC", "disk is full"],
    ["ENOTDIR", "is a file, not a folder"],
    ["ENOENT", "is not there"],
  ])(
    "says one sentence without a stack, and exits with 2, when the system answers %s",
    async (code, words) => {
      const { exit, lines, stderr } = startRole(
        `throw Object.assign(new Error("${code}: no"), { code: "${code}", path: "/data/x" });`,
      );

      expect(await exit).toBe(2);
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(new RegExp(`cannot start: cannot use /data/x: .*${words}`));
      expect(lines[0] + stderr()).not.toContain("stack");
    },
  );

  test("logs a bug without its secrets before it dies of it", async () => {
    const { exit, line, stderr } = startRole(
      `secrets.add("canary-123"); setImmediate(() => { throw new Error("lost canary-123"); }); ${role()}`,
    );

    expect(await exit).toBe(1);
    const logged = await line("a bug ended this process");
    expect(JSON.stringify(logged) + stderr()).not.toContain("canary-123");
  });
});
