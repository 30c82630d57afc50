import { stripVTControlCharacters } from "node:util";
import type { JobView } from "@penstock/wire";
import { describe, expect, test } from "vitest";
import { sampleJob } from "../sample-views.ts";
import { progressBlock } from "./progress-block.ts";
import { LinePacer, progressLine } from "./progress-line.ts";
import { ProgressScreen, wantsColor } from "./progress-screen.ts";
import { formatDuration, jsonText, type ProgressFrame, plainText } from "./progress-text.ts";
import { etaSeconds, RateWindow } from "./rate-window.ts";

const MIB = 1024 * 1024;

function frameOf(changes: Partial<JobView> = {}): ProgressFrame {
  return {
    job: sampleJob(changes),
    bytesPerSecond: 58 * MIB,
    objectsPerSecond: undefined,
    etaSeconds: 623,
    failures: [],
  };
}

const HINT = [
  "After Ctrl-C the job keeps running:",
  "penstock watch job_01k9ze2m7q0000000000000000",
];
const WIDE = { widthColumns: 100, isColored: false, hint: HINT };

describe("the progress block", () => {
  test("shows percent, bytes, rate, time left, parts, retries and workers", () => {
    expect(progressBlock(frameOf(), WIDE).join("\n")).toMatchInlineSnapshot(`
      " nightly-raw   job_01k9ze2m7q0000000000000000   transferring
       ███████████████████████████▊░░░░░░░░░░░░░░░░░░░░  57.8 %  592 MiB of 1 GiB  58 MiB/s  ETA 10m23s
       parts 37/64 · retries 2 · workers 3
       After Ctrl-C the job keeps running:   penstock watch job_01k9ze2m7q0000000000000000"
    `);
  });

  test("says why a job is slow", () => {
    const lines = progressBlock(frameOf({ health: "waiting_for_workers" }), WIDE);

    expect(lines).toContain(" ! no worker is alive: start one with `penstock serve --role worker`");
  });

  test("shows a dash while the totals are not known", () => {
    const job = sampleJob({ state: "planning" });
    const frame = {
      job: { ...job, progress: { ...job.progress, percent: null } },
      bytesPerSecond: undefined,
      objectsPerSecond: undefined,
      etaSeconds: undefined,
      failures: [],
    };

    const lines = progressBlock(frame, WIDE);

    expect(lines[1]).toMatch(/^ ░{48} {7}– {2}592 MiB of 1 GiB$/);
  });

  test.each([20, 40, 60, 80, 200])("fits in %i columns", (widthColumns) => {
    const lines = progressBlock(frameOf({ name: "名前".repeat(40) }), {
      ...WIDE,
      widthColumns,
    });

    expect(lines.every((line) => line.length < widthColumns)).toBe(true);
  });

  test("shows ids and commands whole in 60 columns, on lines of their own", () => {
    const lines = progressBlock(frameOf(), { ...WIDE, widthColumns: 60 });

    expect(lines.slice(0, 3)).toEqual([
      " nightly-raw",
      " job_01k9ze2m7q0000000000000000",
      " transferring",
    ]);
    expect(lines.at(-1)).toBe(" penstock watch job_01k9ze2m7q0000000000000000");
  });

  test("takes control characters out of names", () => {
    const [first] = progressBlock(frameOf({ name: "a\u{1b}[2Jb" }), WIDE);

    expect(first).toContain("a\\u{1b}[2Jb");
  });

  test.each([
    [
      "a new line, so that no name looks like a line of ours",
      "a\n  ok     copy",
      "a\\n  ok     copy",
    ],
    ["a turn of the direction of writing", "a\u{202e}b", "a\\u{202e}b"],
    ["a line separator", "a\u{2028}b", "a\\u{2028}b"],
    ["C1 controls", "a\u{9b}2Jb", "a\\u{9b}2Jb"],
    ["half a surrogate pair", "a\ud800", "a\\u{d800}"],
  ])("shows %s as an escape, in text and in JSON", (_what, name, shown) => {
    expect(plainText(name)).toBe(shown);
    expect(jsonText({ name })).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    expect(JSON.parse(jsonText({ name }))).toEqual({ name });
  });

  test("colours whole lines, outside of what is cut", () => {
    const frame = frameOf({ name: "a name that is longer than the terminal is wide" });
    const lines = progressBlock(frame, { ...WIDE, widthColumns: 30, isColored: true });

    expect(stripVTControlCharacters(lines[0] ?? "")).toHaveLength(29);
    expect(lines[0]?.startsWith("\u{1b}[1m")).toBe(true);
    expect(lines[0]?.endsWith("\u{1b}[0m")).toBe(true);
  });
});

describe("a progress line", () => {
  test("is one line of words that a script can cut", () => {
    const line = progressLine(frameOf(), new Date("2026-11-22T07:42:03.120Z"));

    expect(line).toBe(
      "2026-11-22T07:42:03Z transferring 57.8% 592MiB/1GiB 58MiB/s eta=10m23s parts=37/64 retries=2 health=ok workers=3",
    );
  });

  test("is due for every change of state or health, and once in its interval", () => {
    const pacer = new LinePacer(10_000);

    const due = [
      pacer.isDue(frameOf(), 0),
      pacer.isDue(frameOf(), 9000),
      pacer.isDue(frameOf({ health: "retrying" }), 9100),
      pacer.isDue(frameOf({ health: "retrying" }), 19_000),
      pacer.isDue(frameOf({ health: "retrying" }), 19_100),
    ];

    expect(due).toEqual([true, false, true, false, true]);
  });
});

describe("the rate", () => {
  test("is unknown until two seconds have passed", () => {
    const window = new RateWindow();
    window.add({ atMs: 0, amount: 0 });
    window.add({ atMs: 1999, amount: 100 });

    expect(window.perSecond()).toBeUndefined();
  });

  test("looks at the last ten seconds only", () => {
    const window = new RateWindow();
    for (let second = 0; second <= 20; second += 1) {
      window.add({ atMs: second * 1000, amount: second < 10 ? 0 : (second - 10) * 500 });
    }

    expect(window.perSecond()).toBe(500);
  });

  test("starts anew when bytes are taken back", () => {
    const window = new RateWindow();
    window.add({ atMs: 0, amount: 5000 });
    window.add({ atMs: 5000, amount: 100 });
    window.add({ atMs: 7000, amount: 300 });

    expect(window.perSecond()).toBe(100);
  });

  test.each([
    { rate: undefined, eta: undefined },
    { rate: 0, eta: undefined },
    { rate: 100, eta: 10 },
  ])("of $rate gives an ETA of $eta seconds", ({ rate, eta }) => {
    expect(etaSeconds(1000, rate)).toBe(eta);
  });

  test.each([
    [0, "0s"],
    [59.6, "1m00s"],
    [623, "10m23s"],
    [7500, "2h05m"],
    [273_600, "3d04h"],
  ])("writes %d seconds as %s", (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});

describe("the screen", () => {
  function recorder() {
    const writes: string[] = [];
    return { writes, stream: { write: (text: string) => writes.push(text), isTTY: true } };
  }

  test("draws a frame over the last one in one synchronized write", () => {
    const { writes, stream } = recorder();
    const screen = new ProgressScreen(stream);

    screen.draw(["a", "b"], 0);
    screen.draw(["c", "d"], 100);

    expect(writes).toEqual([
      "\u{1b}[?2026h\r\u{1b}[Ja\nb\n\u{1b}[?2026l",
      "\u{1b}[?2026h\u{1b}[2F\u{1b}[Jc\nd\n\u{1b}[?2026l",
    ]);
  });

  test("draws no more than ten times a second", () => {
    const { writes, stream } = recorder();
    const screen = new ProgressScreen(stream);

    for (let atMs = 0; atMs < 1000; atMs += 10) {
      screen.draw([`${atMs}`], atMs);
    }

    expect(writes).toHaveLength(10);
  });

  test("keeps the block below what is said", () => {
    const { writes, stream } = recorder();
    const screen = new ProgressScreen(stream);

    screen.draw(["block"], 0);
    screen.say("worker-1 was killed");

    expect(writes.at(-1)).toBe(
      "\u{1b}[?2026h\u{1b}[1F\u{1b}[Jworker-1 was killed\nblock\n\u{1b}[?2026l",
    );
  });

  test.each([
    { environment: {}, isTTY: true, expected: true },
    { environment: { NO_COLOR: "1" }, isTTY: true, expected: false },
    { environment: { NO_COLOR: "" }, isTTY: true, expected: true },
    { environment: { TERM: "dumb" }, isTTY: true, expected: false },
    { environment: {}, isTTY: false, expected: false },
  ])("is coloured: $expected for $environment", ({ environment, isTTY, expected }) => {
    expect(wantsColor({ write: () => true, isTTY }, environment)).toBe(expected);
  });
});
