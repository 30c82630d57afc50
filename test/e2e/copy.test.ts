import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { eventually } from "@penstock/testkit";
import { type JobView, jobView } from "@penstock/wire";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sampleBytes } from "../support/sample-bytes.ts";
import {
  runPenstock,
  spawnPenstock,
  startTestCluster,
  type TestCluster,
} from "../support/test-cluster.ts";

const MIB = 1024 * 1024;

/** The words that a shell makes of a command line. */
function wordsOf(command: string): readonly string[] {
  const output = execFileSync("bash", ["-c", `printf '%s\\0' ${command}`]);
  return output.toString("utf8").split("\0").slice(0, -1);
}

describe("the command line", () => {
  let up: TestCluster;

  beforeAll(async () => {
    up = await startTestCluster({ workers: 2 });
  });

  afterAll(() => up.close());

  test("copies a file into the store, byte for byte, and says what it did", async () => {
    const bytes = sampleBytes(40 * MIB, "copy");
    await up.addFile("big.bin", bytes);

    const { exitCode, stdout, stderr } = await up.penstock("cp", "./big.bin", "local:in/");

    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(stdout).toMatch(/^✓ local:in\/big\.bin {2}40 MiB in .*, 3 parts, 0 retries\n/);
    expect(stderr).toMatch(/^\d{4}-\d\d-\d\dT[\d:]+Z \w+ .* parts=\d\/\d /m);
    expect(stderr).not.toContain("\r");
    expect((await up.readObject("in/big.bin")).equals(bytes)).toBe(true);
    expect(await up.openUploads()).toEqual([]);
  });

  test("takes the part size that is asked for, and shows the plan", async () => {
    await up.addFile("six.bin", sampleBytes(6 * MIB, "six"));
    const copied = await up.penstock(
      ...["cp", "six.bin", "local:six.bin", "--part-size", "2MiB", "--json"],
      ...["--name", "six", "--label", "team=ml"],
    );

    const shown = await up.penstock("show", resultOf(copied.stdout).id);

    expect(copied.exitCode).toBe(0);
    expect(shown.stdout).toContain("6 MiB in 3 parts of 2 MiB (as asked for)");
    expect(shown.stdout).toContain("team=ml");
    expect(shown.stdout).toContain("crc64xz");
  });

  test("leaves an object that is there alone with --overwrite never", async () => {
    await up.addFile("once.bin", sampleBytes(1000, "once"));
    await up.penstock("cp", "once.bin", "local:once.bin");
    await up.addFile("once.bin", sampleBytes(1000, "other"));

    const { exitCode, stdout } = await up.penstock(
      ...["cp", "once.bin", "local:once.bin", "--overwrite", "never"],
    );

    expect(exitCode).toBe(0);
    expect(stdout).toContain("local:once.bin was not overwritten");
    expect((await up.readObject("once.bin")).equals(sampleBytes(1000, "once"))).toBe(true);
  });

  test("shows the command that copies a failed object once more, which a shell runs as it stands", async () => {
    const failed = await up.penstock(
      ...["cp", "files:it's late.bin", "local:in/late.bin", "--part-size", "1MiB", "--json"],
      ...["--overwrite", "never", "--metadata", "owner=it's me", "--tag", "a b=c", "--label"],
      ...["team=ml", "--name", "a penstock cp job", "--content-language", "de", "--verify", "full"],
    );
    const { id } = resultOf(failed.stdout);
    const { stdout: shown } = await up.penstock("show", id);
    const [, command = ""] = /^ {2}(?:npx )?(penstock cp .*)$/m.exec(shown) ?? [];
    await up.addFile("it's late.bin", sampleBytes(3 * MIB, "late"));

    const [, ...words] = wordsOf(command);
    const { exitCode, stdout } = await up.penstock(...words, "--json");

    const again = resultOf(stdout);
    expect({ before: failed.exitCode, after: exitCode }).toEqual({ before: 4, after: 0 });
    expect(again).toMatchObject({ name: "a penstock cp job", labels: { team: "ml" } });
    expect(await optionsOf(again.id)).toEqual(await optionsOf(id));
    expect((await up.readObject("in/late.bin")).equals(sampleBytes(3 * MIB, "late"))).toBe(true);
  });

  async function optionsOf(id: string) {
    const { data } = await up.client.listTransfers(id);
    return data.map(({ options }) => options);
  }

  test("follows a detached job by the beginning of its id, lists it, and cannot cancel it any more", async () => {
    await up.addFile("later.bin", sampleBytes(3 * MIB, "later"));
    const { stdout: id } = await up.penstock("cp", "later.bin", "local:later.bin", "--detach");

    const watched = await up.penstock("watch", id.trim().slice(0, 28));

    expect(watched.exitCode).toBe(0);
    expect(watched.stdout).toContain("✓ local:later.bin");
    const { stdout: listed } = await up.penstock("ls");
    expect(listed).toContain(id.trim());
    expect((await up.penstock("cancel", id.trim())).exitCode).toBe(8);
  });

  test.concurrent.each([
    { args: ["cp", "./nowhere.bin", "local:x"], exitCode: 4, says: "does not exist" },
    { args: ["cp", "files:nowhere.bin", "local:x"], exitCode: 4, says: "source-missing" },
    { args: ["cp", "files:x", "elsewhere:x"], exitCode: 3, says: "connection-unknown" },
    { args: ["cp", "elsewhere:x", "local:x"], exitCode: 3, says: "connection-unknown" },
    { args: ["cp", "files:x", "files:y"], exitCode: 3, says: "connection-unsuitable" },
    { args: ["cp", "/etc/hostname", "local:x"], exitCode: 3, says: "no file connection" },
    { args: ["cp", "files:x", "local:a/../x"], exitCode: 2, says: "key-invalid" },
    { args: ["cp", "files:x", "local:x", "--part-size", "many"], exitCode: 2, says: "partSize" },
    { args: ["cp", "files:x", "./x"], exitCode: 2, says: "name:key" },
    { args: ["show", "job_00000000000000000000000000"], exitCode: 4, says: "penstock ls" },
    { args: ["show", "job_zzz"], exitCode: 4, says: "penstock ls" },
    { args: ["cancel", "job_zzz"], exitCode: 4, says: "penstock ls" },
  ])("exits $exitCode for $args", async ({ args, exitCode, says }) => {
    const result = await up.penstock(...args);

    expect(result.exitCode).toBe(exitCode);
    expect(result.stderr + result.stdout).toContain(says);
  });

  // Not beside those above: one of them makes a job.
  test("has nothing to watch while no job is running", async () => {
    const { exitCode, stderr } = await up.penstock("watch");

    expect(exitCode).toBe(4);
    expect(stderr).toContain("no job is running");
  });

  test("says which variable is misspelt", async () => {
    const { exitCode, stderr } = await runPenstock(["ls"], {
      cwd: up.filesFolder,
      environment: { PENSTOCK_URL: up.cluster.apiUrl, PENSTOCK_SLOT: "4" },
    });

    expect(exitCode).toBe(0);
    expect(stderr).toContain("nothing reads PENSTOCK_SLOT; the nearest setting is PENSTOCK_SLOTS");
  });

  describe("without workers", () => {
    beforeAll(async () => {
      await up.addFile("never.bin", sampleBytes(3 * MIB, "never"));
      const { cluster } = up;
      await Promise.all([cluster.member("worker-1").stop(), cluster.member("worker-2").stop()]);
    });

    test("says that it waits for one, and Ctrl-C leaves the job as it is", async () => {
      const child = spawnPenstock(["cp", "never.bin", "local:a.bin", "--part-size", "1MiB"], {
        cwd: up.filesFolder,
        environment: { PENSTOCK_URL: up.cluster.apiUrl },
      });
      const exited = once(child, "exit");
      let said = "";
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        said += text;
      });
      await eventually(() => said.includes("health=waiting_for_workers"));

      child.kill("SIGINT");

      expect(await exited).toEqual([130, null]);
      const [, id = ""] = /penstock watch (job_\w+)/.exec(said) ?? [];
      expect((await up.client.readJob(id)).state).toBe("transferring");
    });

    test("cancels a job, ends its upload and exits 5 for who watches it", async () => {
      const args = ["cp", "never.bin", "local:b.bin", "--part-size", "1MiB", "--detach"];
      const { stdout } = await up.penstock(...args);
      const id = stdout.trim();

      const cancelled = await up.penstock("cancel", id);

      expect(cancelled.exitCode).toBe(0);
      expect((await up.penstock("watch", id)).exitCode).toBe(5);
      expect(await up.openUploads()).not.toContain("b.bin");
      expect((await up.penstock("cancel", id)).exitCode).toBe(0);
    });
  });
});

/** The job in the last line of `--json`. */
function resultOf(stdout: string): JobView {
  const last: unknown = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
  return jobView.parse(Reflect.get(Object(last), "job"));
}
