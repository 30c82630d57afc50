import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundlePenstock } from "../../scripts/pack/penstock-package.ts";
import { ROOT } from "../../scripts/pack/places.ts";

let folder = "";

/**
 * Bundles what is released, once for a run of tests that start many processes: a process that loads a thousand
 * modules one by one computes twice as long until it is ready.
 */
export async function setup(): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), "penstock-bundle-"));
  await bundlePenstock(folder, { cluster: `${ROOT}/apps/cli/src/cluster/index.ts` });
  // As the package says it: without it Node reads each module to find out what it is.
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  // processes-under-test.ts reads it, in the processes that run the tests.
  process.env["BUNDLE_UNDER_TEST"] = folder;
  // Each process finds compiled what the first of them has compiled.
  process.env["NODE_COMPILE_CACHE"] ??= join(folder, "compiled");
}

/** What the last processes compiled, they may still be writing. */
export async function teardown(): Promise<void> {
  await rm(folder, { recursive: true, maxRetries: 20, retryDelay: 100 });
}
