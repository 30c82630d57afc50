import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";

const PLACES = [process.env["PENSTOCK_CHROMIUM"] ?? "", "/usr/bin/chromium"];

/** A busy machine is no failure. */
const PATIENCE_MS = 120_000;

export type Look = {
  readonly theme?: "light" | "dark";
  readonly width?: number;
  readonly scale?: number;
};

/** Tabs of one browser, and all that its console complained of. */
export type TestBrowser = {
  readonly complaints: readonly string[];
  open(url: string, look?: Look): Promise<Page>;
  close(): Promise<void>;
};

export async function startBrowser(): Promise<TestBrowser> {
  const executablePath = PLACES.find((place) => place !== "" && existsSync(place));
  if (executablePath === undefined) {
    throw new Error(
      "there is no Chromium: run scripts/chromium.sh install, or set PENSTOCK_CHROMIUM",
    );
  }
  // Its own sandbox needs rights that a container seldom has; it opens nothing but our own pages.
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  const complaints: string[] = [];
  return {
    complaints,
    open: (url, look = {}) => openTab(browser, complaints, { url, ...look }),
    close: () => browser.close(),
  };
}

async function openTab(
  browser: Browser,
  complaints: string[],
  { url, theme = "light", width = 1280, scale = 1 }: Look & { readonly url: string },
): Promise<Page> {
  const page = await browser.newPage({
    viewport: { width, height: 900 },
    deviceScaleFactor: scale,
    colorScheme: theme,
    reducedMotion: "reduce",
  });
  page.setDefaultTimeout(PATIENCE_MS);
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    // That a request was refused or the API is away is shown on the page, and is what some tests are about.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
      complaints.push(message.text());
    }
  });
  await page.goto(url);
  return page;
}
