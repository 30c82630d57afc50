import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { completionScript } from "./completion.ts";
import { SAMPLE_IDS, SAMPLE_RESPONSES } from "./sample-responses.ts";
import { runOn } from "./sample-run.ts";

async function completed(...words: readonly string[]): Promise<readonly string[]> {
  const line = ["completion", "bash", "--", ...words];
  const { stdout, stderr } = await runOn(SAMPLE_RESPONSES, line);
  expect(stderr).toBe("");
  return stdout.split("\n").filter(Boolean);
}

describe("what is typed so far is continued", () => {
  test.each([
    [["c"], ["cp", "check", "cancel", "conn", "config", "completion"]],
    [["ls", "--sta"], ["--state"]],
    [["ls", "--state", "tr"], ["transferring"]],
    [["cp", "clo"], ["cloud:"]],
    [["cp", "./a"], []],
    [["show", "job_01k9ze2"], [SAMPLE_IDS.running]],
    [["schedule", "run", "n"], ["nightly"]],
  ])("%j", async (words, continued) => {
    expect(await completed(...words)).toEqual(continued);
  });
});

test("without an API nothing is offered and nothing is said", async () => {
  const line = ["completion", "bash", "--", "show", ""];
  const ran = await runOn({}, line);

  expect(ran).toMatchObject({ stdout: "", stderr: "", exitCode: 0 });
});

test("bash asks for what may follow, and takes each line for a word", () => {
  const script = `penstock() { printf '%s\\n' "$*" local:; }
    ${completionScript("bash")}
    COMP_WORDS=(penstock cp raw : a 'b c'); COMP_CWORD=5; _penstock; printf '%s\\n' "\${COMPREPLY[@]}"`;

  const offered = execFileSync("bash", ["-c", script], { encoding: "utf8" });

  expect(offered).toBe("completion bash -- cp raw : a b c\nlocal:\n");
});

test.each(["zsh", "fish"] as const)("the script of %s asks in the same way", (shell) => {
  expect(completionScript(shell)).toContain(`penstock completion ${shell} -- `);
});
