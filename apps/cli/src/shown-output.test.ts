import { describe, expect, test } from "vitest";
import { SAMPLE_IDS, SAMPLE_RESPONSES } from "./sample-responses.ts";
import { runOn } from "./sample-run.ts";

const LISTS = [
  ...["ls", "worker ls", "schedule ls", "limit ls", "tenant ls", "uploads ls", "conn ls", "key ls"],
  ...["webhook ls"],
] as const;
const REPORTS = [
  ...[`show ${SAMPLE_IDS.running}`, `explain ${SAMPLE_IDS.running}`, `errors ${SAMPLE_IDS.failed}`],
  ...[`watch ${SAMPLE_IDS.failed}`, "doctor"],
] as const;

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
  test("its text, whatever the terminal is, and its JSON", async () => {
    const text = await shown(line);

    for (const columns of [60, 80, 120]) {
      expect(await shown(line, columns)).toBe(text);
    }
    expect(`\n${text}\n${await shown(`${line} -o json`)}`).toMatchSnapshot();
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
