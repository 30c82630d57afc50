import { existsSync } from "node:fs";
import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import type { Look } from "./browser.ts";

const FOLDER = fileURLToPath(new URL("../../docs/dashboard", import.meta.url));
const MOST_BYTES = 200 * 1024;

/** What the documents show: of each page one look, of some a second one. */
const KEPT: readonly string[] = ["jobs", "job", "many-objects", "schedules"].flatMap((name) => [
  `${name}-light-1280`,
  `${name}-dark-390`,
]);

/**
 * With `UPDATE_SCREENSHOTS=1` the picture is taken anew, to be looked at by a person; without it, it has to
 * be there. Ids and times differ from run to run, so pictures are not compared.
 */
export async function keepScreenshot(page: Page, name: string, look: Look): Promise<void> {
  const file = `${name}-${look.theme}-${look.width}`;
  if (!KEPT.includes(file)) {
    return;
  }
  const path = join(FOLDER, `${file}.png`);
  if (process.env["UPDATE_SCREENSHOTS"] === "1") {
    await mkdir(FOLDER, { recursive: true });
    await page.screenshot({ path, fullPage: true, clip: await clipOf(page, look) });
  }
  if (!existsSync(path) || (await stat(path)).size > MOST_BYTES) {
    throw new Error(
      `${path} is missing or larger than ${MOST_BYTES} bytes: UPDATE_SCREENSHOTS=1 npm run test:web`,
    );
  }
}

/** A job's page down to its errors is that tall. */
const MOST_PX = 1400;

async function clipOf(page: Page, { width = 1280 }: Look) {
  const height = await page.evaluate<number>("document.documentElement.scrollHeight");
  return { x: 0, y: 0, width, height: Math.min(height, MOST_PX) };
}
