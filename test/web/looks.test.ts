import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seriousViolations, violationsOfColours } from "./axe.ts";
import { startBrowser, type TestBrowser } from "./browser.ts";
import { type Deployment, startDeployment } from "./deployment.ts";
import { type Filled, fill } from "./filled.ts";
import { keepScreenshot } from "./screenshots.ts";

let deployment: Deployment;
let browser: TestBrowser;
let filled: Filled;

beforeAll(async () => {
  [deployment, browser] = await Promise.all([startDeployment(), startBrowser()]);
  filled = await fill(deployment);
});

afterAll(async () => {
  await Promise.all([deployment.stop(), browser.close()]);
});

const LOOKS = [
  { theme: "light", width: 1280, violations: seriousViolations },
  { theme: "dark", width: 1280, violations: violationsOfColours },
  { theme: "light", width: 390, violations: seriousViolations },
  { theme: "dark", width: 390, violations: violationsOfColours },
] as const;

/** Each page with what is to be seen on it before it is looked at. */
const PAGES: readonly (readonly [name: string, place: () => string, seen: string | RegExp])[] = [
  ["jobs", () => "jobs", "nightly parquet"],
  ["job", () => `jobs/${filled.running}`, "Hide the grid"],
  ["object", () => `jobs/${filled.running}?object=${filled.transfer}`, "Failed attempts"],
  ["part", () => `jobs/${filled.running}?part=3`, "Attempts"],
  ["many-objects", () => `jobs/${filled.bulk}`, "many/row-1.txt"],
  ["new-transfer", () => "new", "Key at the destination"],
  ["schedules", () => "schedules", "every day at 03:00"],
  ["schedule", () => "schedules/nightly", "by hand"],
  ["new-schedule", () => "schedules?new=1", "Show the next runs"],
  ["webhooks", () => "webhooks", "webhook.test"],
  ["tenants", () => "tenants", "parts and batches now"],
  ["limits", () => "limits", "The deployment"],
  ["workers", () => "workers", "2 workers"],
  ["connections", () => "connections", /tested \d+/],
  ["system", () => "system", "Whether it can work now"],
];

test.each(PAGES)(
  "the page %s can be read by everyone, in each theme and width",
  async (name, place, seen) => {
    const page = await browser.open(`${deployment.url}/#/${place()}`);
    await page.getByText(seen).first().waitFor();
    for (const look of LOOKS) {
      await page.setViewportSize({ width: look.width, height: 900 });
      await page.emulateMedia({ colorScheme: look.theme });

      const violations = await look.violations(page);
      const tooWide = await overflow(page);
      await keepScreenshot(page, name, look);

      expect(violations, `${look.theme}, ${look.width} px`).toEqual([]);
      expect(tooWide, `${look.theme}, ${look.width} px`).toBe(0);
    }
    await page.close();
  },
);

test("a dialog that asks before it acts can be read by everyone", async () => {
  const page = await browser.open(`${deployment.url}/#/jobs/${filled.running}`);
  for (const look of LOOKS) {
    await page.setViewportSize({ width: look.width, height: 900 });
    await page.emulateMedia({ colorScheme: look.theme });
    await page.getByRole("button", { name: "Cancel…" }).click();
    await page.getByRole("dialog").getByText("Same by command").click();

    expect(await look.violations(page), `${look.theme}, ${look.width} px`).toEqual([]);
    expect(await overflow(page)).toBe(0);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  }
  await page.close();
});

/** How many pixels a person would have to scroll sideways. */
function overflow(page: Page): Promise<number> {
  return page.evaluate<number>(
    "Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)",
  );
}
