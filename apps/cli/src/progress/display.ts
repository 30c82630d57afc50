import type { JobView } from "@penstock/wire";
import { progressBlock } from "./progress-block.ts";
import { LinePacer, progressLine } from "./progress-line.ts";
import { ProgressScreen, type TerminalStream, wantsColor } from "./progress-screen.ts";
import type { ProgressFrame } from "./progress-text.ts";
import { jsonText } from "./progress-text.ts";

/** Where the progress of a job is shown. */
export type Display = {
  show(frame: ProgressFrame, nowMs: number): void;
  /** A sentence beside the progress. */
  say(line: string): void;
  /** Takes away what would be in the way of later output. */
  close(): void;
};

export type Output = {
  /** Results. */
  readonly stdout: TerminalStream;
  /** Progress and everything that is said to a person. */
  readonly stderr: TerminalStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Requests to the API are printed, and not sent. */
  readonly isCurl?: boolean;
};

const FALLBACK_COLUMNS = 80;
/** Frequent enough to see that it lives, rare enough for a log. */
const LINE_EVERY_MS = 10_000;
/** Programs may draw with it. */
const JSON_EVERY_MS = 1000;

/**
 * A block that is redrawn on a terminal, lines elsewhere.
 *
 * @param hint what Ctrl-C does, for the terminal
 */
export function openDisplay(output: Output, hint: readonly string[]): Display {
  return output.stderr.isTTY === true && output.environment["TERM"] !== "dumb"
    ? blockDisplay(output, hint)
    : lineDisplay(output);
}

function blockDisplay({ stderr, environment }: Output, hint: readonly string[]): Display {
  const screen = new ProgressScreen(stderr);
  const isColored = wantsColor(stderr, environment);
  return {
    show: (frame, nowMs) => {
      const widthColumns = stderr.columns ?? FALLBACK_COLUMNS;
      screen.draw(progressBlock(frame, { widthColumns, isColored, hint }), nowMs);
    },
    say: (line) => screen.say(line),
    close: () => screen.clear(),
  };
}

function lineDisplay({ stderr }: Output): Display {
  const pacer = new LinePacer(LINE_EVERY_MS);
  return {
    show: (frame, nowMs) => {
      if (pacer.isDue(frame, nowMs)) {
        stderr.write(`${progressLine(frame, new Date(nowMs))}\n`);
      }
    },
    say: (line) => stderr.write(`${line}\n`),
    close: () => {},
  };
}

/** JSON objects on stdout, for programs: one a second, and one per change of state or health. */
export function openJsonDisplay({ stdout, stderr }: Output): Display {
  const pacer = new LinePacer(JSON_EVERY_MS);
  return {
    show: (frame, nowMs) => {
      if (!pacer.isDue(frame, nowMs)) {
        return;
      }
      const { job, bytesPerSecond, etaSeconds } = frame;
      const line = {
        type: "progress",
        at: new Date(nowMs).toISOString(),
        jobId: job.id,
        state: job.state,
        health: job.health,
        workers: job.workers,
        ...job.progress,
        bytesPerSecond: bytesPerSecond === undefined ? null : Math.round(bytesPerSecond),
        etaSeconds: etaSeconds ?? null,
        isPaused: job.isPaused,
        ...(job.list !== null && listValues(frame, job.list)),
      };
      stdout.write(`${jsonText(line)}\n`);
    },
    say: (line) => stderr.write(`${line}\n`),
    close: () => {},
  };
}

function listValues(
  { objectsPerSecond, failures }: ProgressFrame,
  { isComplete, openPieces }: NonNullable<JobView["list"]>,
) {
  return {
    list: { isComplete, openPieces },
    objectsPerSecond: objectsPerSecond === undefined ? null : Math.round(objectsPerSecond),
    failures,
  };
}
