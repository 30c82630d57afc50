import { afterAll, beforeAll, describe, test } from "vitest";
import { COMPLETE_RULES } from "./complete-rules.ts";
import type { PageRule } from "./page-scenario.ts";
import type { RawStore } from "./raw/raw-store.ts";
import { UPLOAD_PART_RULES } from "./upload-part-rules.ts";

export const PAGE_RULES: readonly PageRule[] = [...UPLOAD_PART_RULES, ...COMPLETE_RULES];

export type PageUnderTest = {
  readonly store: RawStore;
  readonly partBytes: number;
  readonly maxParts: number;
  readonly keyPrefix: string;
  close(): Promise<void>;
};

/** Every rule of the page that is one for this scheme, against one store. */
export function describeUploadPartPage(
  name: string,
  scheme: "cos" | "s3",
  start: () => Promise<PageUnderTest>,
): void {
  describe(name, () => {
    let page: PageUnderTest;
    beforeAll(async () => {
      page = await start();
    });
    afterAll(async () => await page.close());

    const rules = PAGE_RULES.filter(({ only }) => only === undefined || only === scheme);
    // Not by test.each, which cuts long names.
    for (const { name: rule, check } of rules) {
      test(rule, async () => {
        const { keyPrefix, ...scenario } = page;
        await check({ ...scenario, newKey: () => `${keyPrefix}${crypto.randomUUID()}` });
      });
    }
  });
}
