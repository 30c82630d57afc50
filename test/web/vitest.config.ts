import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const MINUTE = 60_000;

/** The dashboard as a person uses it: a real `penstock up`, and a browser that is no package of npm. */
export default defineConfig({
  test: {
    name: "web",
    environment: "node",
    include: ["test/web/**/*.test.ts"],
    globalSetup: fileURLToPath(new URL("../support/bundle.ts", import.meta.url)),
    testTimeout: 5 * MINUTE,
    hookTimeout: 5 * MINUTE,
    // Each file starts a deployment and a browser, and waits most of its time.
    maxWorkers: 2,
  },
});
