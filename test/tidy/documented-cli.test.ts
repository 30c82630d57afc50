import { join } from "node:path";
import { expect, test } from "vitest";
import { cliPage } from "./cli-page.ts";

test("docs/cli.md says what the commands say: `npm run docs:cli` writes it anew", async () => {
  await expect(cliPage()).toMatchFileSnapshot(join(import.meta.dirname, "../../docs/cli.md"));
});
