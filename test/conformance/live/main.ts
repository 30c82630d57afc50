/** `npm run conformance -- --help` */
import { writeFileSync } from "node:fs";
import { rawStoreOf } from "../store-target.ts";
import { checkBucket } from "./check-bucket.ts";
import { type Command, prefixOf, readCommand, USAGE } from "./command-line.ts";
import { removeAll } from "./remove-all.ts";

async function main(): Promise<number> {
  let command: Command | "help";
  try {
    command = readCommand(process.argv.slice(2), process.env);
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n\n${USAGE}`);
    return 2;
  }
  if (command === "help") {
    process.stdout.write(USAGE);
    return 0;
  }
  try {
    return await judge(command);
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`);
    return 1;
  }
}

async function judge({ target, jsonFile }: Command): Promise<number> {
  const keyPrefix = prefixOf(crypto.randomUUID());
  const store = rawStoreOf(target);
  try {
    await checkBucket(store, keyPrefix);
    // Only now: loading the test runner takes longer than finding out that there is no bucket.
    const { runSuites } = await import("./run-suites.ts");
    const { reportOf, tableOf } = await import("./rows.ts");
    try {
      const report = reportOf(target.provider, await runSuites(target, keyPrefix));
      process.stdout.write(tableOf(report));
      if (jsonFile !== undefined) {
        writeFileSync(jsonFile, `${JSON.stringify(report, null, 2)}\n`);
      }
      return report.failed === 0 ? 0 : 1;
    } finally {
      await removeAll(store, keyPrefix);
    }
  } finally {
    store.close();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

process.exitCode = await main();
