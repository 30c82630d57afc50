import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder in which `penstock demo` runs and keeps its temporary files, so that what it leaves is seen. */
export async function demoFolder() {
  const folder = await mkdtemp(join(tmpdir(), "penstock-e2e-demo-"));
  const environment = {
    TMPDIR: folder,
    // The demo brings a Redis of its own: this one, which does not exist, is left alone.
    PENSTOCK_REDIS_URL: "redis://127.0.0.1:1",
    // Node's own cache would lie in TMPDIR as well, and outlives the demo on purpose.
    NODE_COMPILE_CACHE: join(tmpdir(), "node-compile-cache"),
  };
  return {
    folder,
    surroundings: { cwd: folder, environment },
    remove: () => rm(folder, { recursive: true }),
  };
}
