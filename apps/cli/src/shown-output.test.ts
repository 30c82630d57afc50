import { describe, expect, test } from "vitest";
import { SAMPLE_IDS, SAMPLE_RESPONSES } from "./sample-responses.ts";
import { run, runOn } from "./sample-run.ts";
import { listedProgram, shownCommands } from "./shown-commands.ts";

const LISTS = [
  ...["ls", "worker ls", "schedule ls", "limit ls", "tenant ls", "uploads ls", "conn ls", "key ls"],
  ...["webhook ls"],
] as const;
const REPORTS = [
  ...[`show ${SAMPLE_IDS.running}`, `explain ${SAMPLE_IDS.running}`, `errors ${SAMPLE_IDS.failed}`],
  ...[`watch ${SAMPLE_IDS.failed}`, "doctor"],
] as const;

/** Those that only lead to others. */
const GROUPS = listedProgram()
  .commands.filter((each) => each.commands.length > 0)
  .map((each) => each.name());

async function shown(line: string, columns?: number): Promise<string> {
  const words = line.split(" ");
  const ran = await runOn(SAMPLE_RESPONSES, words, columns === undefined ? {} : { columns });
  expect(ran.exitCode, ran.stderr).toBeLessThan(2);
  // The clock of this machine, and the port of this run.
  return ran.stdout
    .replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1:8080")
    .replaceAll(/"progress","at":"[^"]+"/g, '"progress","at":"2026-11-22T07:42:00.000Z"');
}

describe.each(LISTS)("`%s` shows its list", (line) => {
  test.each([60, 80, 120])("within a terminal of %i columns", async (columns) => {
    const text = await shown(line, columns);

    expect(`\n${text}`).toMatchSnapshot();
  });

  test("whole in a pipe, and with more columns if it is wide", async () => {
    expect(`\n${await shown(line)}\n${await shown(`${line} -o wide`)}`).toMatchSnapshot();
  });

  test("as JSON, CSV and names, whatever the terminal is", async () => {
    const forms = ["--json", "-o json", "-o csv", "-q"];
    const [lines, array, csv, names] = await Promise.all(
      forms.map((form) => shown(`${line} ${form}`)),
    );

    expect(await shown(`${line} --json`, 60)).toBe(lines);
    expect(JSON.parse(array ?? "")).toBeTypeOf("object");
    expect(`\n${lines}\n${csv}\n${names}`).toMatchSnapshot();
  });
});

describe.each(REPORTS)("`%s` shows", (line) => {
  test("its text whole in a pipe, and its JSON, whatever the terminal is", async () => {
    const json = await shown(`${line} -o json`);

    expect(await shown(`${line} -o json`, 60)).toBe(json);
    expect(`\n${await shown(line)}\n${json}`).toMatchSnapshot();
  });

  test.each([60, 80, 120])("its text within a terminal of %i columns", async (columns) => {
    const text = await shown(line, columns);

    expect(`\n${text}`).toMatchSnapshot();
    // What is copied stays whole: commands, ids and keys.
    const long = text.split("\n").filter((each) => each.length > columns);
    expect(long.filter((each) => !/^ *(→ penstock .*|\S+)$/.test(each))).toEqual([]);
  });
});

test("no line of a list is longer than its terminal", async () => {
  const long: string[] = [];
  for (const line of LISTS) {
    for (const columns of [60, 80, 120]) {
      const lines = (await shown(line, columns)).split("\n");
      long.push(...lines.filter((each) => each.length > columns).map((each) => `${line}: ${each}`));
    }
  }

  expect(long).toEqual([]);
});

describe.each([60, 80, 120])("`--help` in a terminal of %i columns", (columns) => {
  test.each(["", ...shownCommands().map(({ path }) => path), ...GROUPS])(
    "of `%s` has no longer line",
    async (path) => {
      const words = [...path.split(" ").filter(Boolean), "--help"];

      const { stdout } = await run(words, { columns, environment: {} });

      expect(stdout).toContain("Usage: penstock");
      const [, ...lines] = stdout.split("\n");
      expect(lines.filter((line) => line.length > columns)).toEqual([]);
    },
  );
});

test.each(["ls", "worker ls", "schedule ls", "key ls", "webhook ls"])(
  "`%s` says that there is nothing, and how to make something, but not to a program",
  async (line) => {
    const nothing = { data: [], nextCursor: null };
    const responses = Object.fromEntries(
      ["jobs", "workers", "schedules", "keys", "webhooks"].map((each) => [
        `GET /v1/${each}`,
        nothing,
      ]),
    );
    const ran = await runOn(responses, line.split(" "));
    const forPrograms = await runOn(responses, [...line.split(" "), "--json"]);

    expect(ran.stderr).toContain("→ penstock ");
    expect(forPrograms).toMatchObject({ stdout: "", stderr: "" });
  },
);
