import { describe, expect, test } from "vitest";
import { codeLinesWith, SOURCES, type TextFile, trackedFiles } from "./tracked-files.ts";

// Nothing repeats without a growing pause, a count, a cause that people see, and an end or a reason why
// there is none. Steps of transfers get that from `classifyFailure`, everything else from `Repetitions`:
// each loop of a role is a `startPatientLoop`, each item of a pass goes through `apart`.

const LOOPS = /\bstartLoop\(/;
const ENDLESS =
  /\bfor \(;;\)|\bwhile \((true|!\w+(\.\w+)*\.aborted)\)|\bsetInterval\(|\bawait pause\(/;
/** Where a failure is caught and only said. */
const ONLY_SAID = /\.catch\(\(?\w*\)?.*\blog\./;

/** Everything that repeats and goes another way, with the reason why it needs none of this. */
const OTHERS: Readonly<Record<string, string>> = {
  "packages/process/src/loop.ts": "the timer itself",
  "packages/process/src/patient-loop.ts": "what all loops go through",
  "packages/engine/src/advance.ts": "ends: each turn is a lost compare-and-set, so another one won",
  "packages/journal/src/open-journal-in-store.ts":
    "at start, before there is a process to show it: logged with its cause, the pause grows to 5 s, and the process is not ready",
};

/** The CLI repeats in front of a person, who sees it and ends it; an adapter asks for the next page of a list. */
const ROLES =
  /^(apps\/(api|worker|coordinator)|packages\/(engine|journal|connections|process|adapter-(redis|bullmq)))\//;

function unseen(file: TextFile): readonly string[] {
  if (!ROLES.test(file.path) || file.path in OTHERS) {
    return [];
  }
  return [LOOPS, ENDLESS, ONLY_SAID].flatMap((pattern) => codeLinesWith(file, pattern));
}

/** The clauses of a file that catch an error and log it. */
function loggedCatches({ path, text }: TextFile): readonly string[] {
  return [...text.matchAll(/catch \(\w+\) \{\n((?: {2,}.*\n|\n)*?) {0,6}\}\n/g)]
    .map(([clause]) => clause)
    .filter((clause) => /\blog\.(warn|error)\(/.test(clause))
    .filter((clause) => !/\bnoteFailure\(|\bthrow\b/.test(clause))
    .map(() => path);
}

/** Files of the engine that catch an error, log it and go on, and what repeats and shows it. */
const SEEN_ELSEWHERE: Readonly<Record<string, string>> = {
  "packages/engine/src/jobs/submit-job.ts":
    "the sweep queues the plan, and says so where it cannot; the client is told of a job that is refused",
  "packages/engine/src/jobs/submit-bulk-job.ts":
    "the sweep queues the listing, and says so where it cannot",
  "packages/engine/src/jobs/note-retry.ts":
    "the new job names the old one, which is noted when that is restored or archived",
  "packages/engine/src/planning/plan-transfer.ts":
    "the search for orphan uploads aborts it, and says so where it cannot",
  "packages/engine/src/finalizing/completion-failed.ts":
    "the failure that led to it is noted, and its step comes again",
};

describe("what is repeated", () => {
  const sources = trackedFiles(SOURCES);

  test("goes through a helper that counts it, lets its pauses grow and shows its cause", () => {
    expect(sources.flatMap(unseen)).toEqual([]);
  });

  test("is repeated by the engine and seen, wherever a failure is caught and logged", () => {
    const engine = sources.filter(({ path }) => path.startsWith("packages/engine/"));

    const found = new Set(engine.flatMap(loggedCatches));

    expect([...found].filter((path) => !(path in SEEN_ELSEWHERE))).toEqual([]);
  });

  test("is left out for a reason only where there is such a file", () => {
    const paths = new Set(sources.map(({ path }) => path));
    const excused = [...Object.keys(OTHERS), ...Object.keys(SEEN_ELSEWHERE)];

    expect(excused.filter((path) => !paths.has(path))).toEqual([]);
  });
});

describe("the check of what is repeated", () => {
  // Written in pieces, so that this file does not find itself.
  test.each([
    ["apps/coordinator/src/a.ts", `${"startLoop"}({ everyMs: 5, run, onError });`],
    ["packages/engine/src/a.ts", `for (${";;"}) {`],
    ["packages/adapter-redis/src/a.ts", `  while (!signal${".aborted"}) {`],
    ["packages/journal/src/a.ts", `    await ${"pause"}(PAUSE_MS);`],
    ["packages/engine/src/a.ts", `work().catch((error) => ${"log"}.warn({ err: error }, "no"));`],
  ])("bites in %s on %j", (path, text) => {
    expect(unseen({ path, text })).toHaveLength(1);
  });

  test.each([
    ["packages/engine/src/a.ts", "for (const tenant of tenants) {"],
    ["packages/testkit/src/a.ts", `for (${";;"}) {`],
  ])("lets %s have %j", (path, text) => {
    expect(unseen({ path, text })).toEqual([]);
  });

  test("finds a clause that only logs, and no other one", () => {
    const clause = (line: string) =>
      `  try {\n  } catch (error) {\n    log.warn({ err: error }, "no");\n${line}  }\n`;
    const ofText = (text: string) => loggedCatches({ path: "a.ts", text });

    expect(ofText(clause(""))).toEqual(["a.ts"]);
    expect(ofText(clause("    throw error;\n"))).toEqual([]);
    expect(ofText(clause("    repeats.noteFailure(work, error);\n"))).toEqual([]);
  });
});
