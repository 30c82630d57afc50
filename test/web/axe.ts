import axe from "axe-core";
import type { Page } from "playwright-core";

const ALL_RULES =
  '{ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }';
/** All that another theme can change. */
const RULES_OF_COLOURS = '{ runOnly: ["color-contrast", "link-in-text-block"] }';

type Violation = {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
};

/** What axe calls serious or critical, with the elements. */
export function seriousViolations(page: Page): Promise<readonly string[]> {
  return violationsOf(page, ALL_RULES);
}

/** The same of colours alone: of a page whose other theme was looked at whole. */
export function violationsOfColours(page: Page): Promise<readonly string[]> {
  return violationsOf(page, RULES_OF_COLOURS);
}

async function violationsOf(page: Page, rules: string): Promise<readonly string[]> {
  if (!(await page.evaluate("'axe' in window"))) {
    await page.evaluate(axe.source);
  }
  const { violations } = await page.evaluate<{ violations: readonly Violation[] }>(
    `axe.run(document, ${rules})`,
  );
  return violations
    .filter(({ impact }) => ["serious", "critical"].includes(impact))
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
    );
}
