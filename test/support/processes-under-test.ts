import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type * as ClusterModule from "@penstock/cli/cluster";

/** The folder of the bundle that bundle.ts made for this run of tests. */
const bundle = process.env["BUNDLE_UNDER_TEST"];

/** The file that starts the command line: of the bundle where there is one, else of the sources. */
export const MAIN =
  bundle === undefined
    ? fileURLToPath(new URL("../../apps/cli/src/main.ts", import.meta.url))
    : join(bundle, "lib", "main.js");

const modules: typeof ClusterModule =
  bundle === undefined
    ? await import("@penstock/cli/cluster")
    : await import(pathToFileURL(join(bundle, "lib", "cluster.js")).href);

/** As `@penstock/cli/cluster` has it, with the roles of the bundle where there is one. */
export const { startCluster } = modules;
