import { rmSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatByteSize } from "@penstock/core";
import { findRedisServer } from "@penstock/local-redis";
import { type Environment, readSettings } from "@penstock/process";
import type { DemoOutcome } from "../demo/compare.ts";
import { demoSource } from "../demo/demo-source.ts";
import { countOf, type DemoPlace, runInDeployment } from "../demo/deployment-demo.ts";
import { runDemo } from "../demo/run-demo.ts";
import { CommandFailure, EXIT, type ExitCode } from "../exit-codes.ts";
import { onInterrupt } from "../interrupt.ts";
import { type Display, type Output, openDisplay } from "../progress/display.ts";
import { formatDuration, formatRate, jsonText } from "../progress/progress-text.ts";
import { redisOf } from "./redis-setting.ts";

export type DemoOptions = {
  readonly size: string;
  readonly file?: string;
  readonly url?: string;
  readonly workers: number;
  readonly json?: true;
};

/** `penstock demo`: exit code 0 only when the stored object equals its source. */
export async function demo(options: DemoOptions, output: Output): Promise<ExitCode> {
  const { demo: place } = readSettings("cli", output.environment).settings;
  if (place !== undefined) {
    return demoInDeployment(place, options, output);
  }
  if (options.workers < 2) {
    throw new CommandFailure("the demo kills one of its workers, so it needs two at least", {
      exitCode: EXIT.usage,
      nextStep: "Leave out --workers, or write --workers 2.",
    });
  }
  const signal = onInterrupt();
  const folder = await mkdtemp(join(tmpdir(), "penstock-demo-"));
  const display = openDisplay(output, ["Ctrl-C ends the demo and removes all its files"]);
  // A second Ctrl-C skips all that follows, but this.
  const removeNow = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.once("exit", removeNow);
  let keepsLogs = false;
  try {
    const source = await demoSource(options, join(folder, "source"));
    const { workers } = options;
    const redis = await demoRedis(output.environment, display.say);
    const outcome = await runDemo({ folder, source, workers, ...redis, display }, signal);
    keepsLogs = !outcome.isEqual;
    display.close();
    const moved = `by ${workers} workers, one of them killed`;
    output.stdout.write(options.json ? jsonOf(outcome, 1) : textOf(outcome, moved));
    return outcome.isEqual ? EXIT.ok : EXIT.someFailed;
  } catch (error) {
    display.close();
    if (!signal.aborted) {
      keepsLogs = true;
      throw error;
    }
    return EXIT.interrupted;
  } finally {
    await cleanUp(folder, keepsLogs, display);
    process.off("exit", removeNow);
  }
}

async function demoInDeployment(
  place: DemoPlace,
  { size, json, file, url }: DemoOptions,
  output: Output,
): Promise<ExitCode> {
  if (file !== undefined || url !== undefined) {
    throw new CommandFailure("the demo of a deployment moves a sample of its own", {
      exitCode: EXIT.usage,
      nextStep: "Leave out --file and --url; `penstock cp` moves a file of yours.",
    });
  }
  const { environment } = output;
  const display = openDisplay(output, ["Ctrl-C ends the demo; its job continues"]);
  const signal = onInterrupt();
  try {
    const outcome = await runInDeployment({ place, size, environment, display }, signal);
    const moved = `by ${countOf(outcome.workers)}`;
    output.stdout.write(json ? jsonOf(outcome, 0) : textOf(outcome, moved));
    return outcome.isEqual ? EXIT.ok : EXIT.someFailed;
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
    return EXIT.interrupted;
  } finally {
    display.close();
  }
}

/**
 * Its own Redis wherever one can be had: on a shared one the demo's workers would take the tasks of
 * whatever else runs there.
 */
async function demoRedis(
  environment: Environment,
  say: (line: string) => void,
): Promise<{ readonly redisUrl?: string }> {
  const hasOwn = await findRedisServer({ say }).then(
    () => true,
    () => false,
  );
  return hasOwn ? {} : redisOf(environment);
}

/** Everything of the demo but, after a failure, its logs. */
async function cleanUp(folder: string, keepsLogs: boolean, display: Display): Promise<void> {
  const entries = await readdir(folder);
  if (!(keepsLogs && entries.includes("logs"))) {
    await rm(folder, { recursive: true });
    return;
  }
  for (const entry of entries.filter((name) => name !== "logs")) {
    await rm(join(folder, entry), { recursive: true });
  }
  display.say(`The logs are kept in ${join(folder, "logs")}`);
}

/** @param moved by what it was moved */
function textOf(outcome: DemoOutcome, moved: string): string {
  const { source, stored, receiptChecksum, seconds, parts } = outcome;
  const mark = outcome.isEqual ? "✓" : "✗";
  const verdict = outcome.isEqual ? "every byte is the same" : "THE BYTES DIFFER";
  return [
    `${mark} ${formatByteSize(source.sizeBytes)} in ${parts} ${parts === 1 ? "part" : "parts"} and ${formatDuration(seconds)} (${formatRate(source.sizeBytes / seconds)}) ${moved}: ${verdict}`,
    `  SHA-256  source ${source.sha256}`,
    `           store  ${stored.sha256}`,
    `  CRC-64   source ${source.crc64}, store ${stored.crc64}, receipt ${receiptChecksum}`,
    "",
  ].join("\n");
}

function jsonOf(outcome: DemoOutcome, workersKilled: number): string {
  const line = {
    ok: outcome.isEqual,
    bytes: outcome.source.sizeBytes,
    parts: outcome.parts,
    workersKilled,
    seconds: Math.round(outcome.seconds * 1000) / 1000,
    sha256Source: outcome.source.sha256,
    sha256Stored: outcome.stored.sha256,
    crc64: outcome.stored.crc64,
  };
  return `${jsonText(line)}\n`;
}
