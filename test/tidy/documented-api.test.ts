import { join } from "node:path";
import { expect, test } from "vitest";
import { apiPage } from "./api-page.ts";

test("docs/api.md says what the contracts say: `npm run docs:api` writes it anew", async () => {
  const page = join(import.meta.dirname, "../../docs/api.md");

  await expect(apiPage()).toMatchFileSnapshot(page);
});
