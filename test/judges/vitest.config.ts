import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// Needs programs that are no packages of npm, so it is no part of `npm test`: npm run judges.
export default defineConfig({
  test: {
    root: fileURLToPath(new URL("../..", import.meta.url)),
    include: ["test/judges/debian/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
