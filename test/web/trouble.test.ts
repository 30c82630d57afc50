import { eventually } from "@penstock/testkit";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Look, startBrowser, type TestBrowser } from "./browser.ts";
import { type Deployment, startDeployment } from "./deployment.ts";

let deployment: Deployment;
let browser: TestBrowser;
let page: Page;

beforeAll(async () => {
  [deployment, browser] = await Promise.all([startDeployment(), startBrowser()]);
});

afterEach(async () => {
  await page.close();
  expect(browser.complaints).toEqual([]);
});

afterAll(async () => {
  await Promise.all([deployment.stop(), browser.close()]);
});

/** An empty tab first, for what is to differ from the first request on. */
async function open(place: string, look: Look = {}): Promise<void> {
  page = await browser.open("about:blank", look);
  await page.goto(`${deployment.url}/#/${place}`);
}

async function openAs(scope: "read" | "operate", place: string): Promise<void> {
  page = await browser.open("about:blank");
  const caller = { id: "key_1", scope, tenant: null, until: null, isOpen: false };
  await page.route("**/v1/caller", (route) => route.fulfill({ json: caller }));
  await page.goto(`${deployment.url}/#/${place}`);
}

async function sees(text: string | RegExp): Promise<void> {
  await page.getByText(text).first().waitFor();
}

async function copyFiles(name: string): Promise<void> {
  const { id } = await deployment.client.submitJob({
    name,
    source: { connection: "files", tree: "many" },
    destination: { connection: "local", key: `${name}/{relativeKey}` },
  });
  await deployment.client.waitForJob(id);
}

describe("a session that may only look", () => {
  test.each(["jobs", "new", "schedules?new=1", "connections", "limits"])(
    "sees no form and no action on %s",
    async (place) => {
      await openAs("read", place);
      await sees("key_1, read");
      await page.locator("h1, .empty").first().waitFor();

      expect(await page.locator("main form").count()).toBe(0);
      const actions = /^(New|Start|Create|Test|Preview|Change)/;
      expect(await page.getByRole("button", { name: actions }).count()).toBe(0);
      expect(await page.getByRole("link", { name: /^New/ }).count()).toBe(0);
    },
  );
});

describe("a session that may operate", () => {
  test("sees no action that asks for admin", async () => {
    await openAs("operate", "limits");
    await page.getByRole("region", { name: "The deployment" }).waitFor();

    expect(await page.getByRole("button", { name: /^Change limits/ }).count()).toBe(0);
  });

  test("is shown commands that do the same, with what was chosen and with a key", async () => {
    await openAs("operate", "new?from=files&key=a&to=local&target=b&overwrite=never");

    await page.getByText("Same by command").click();

    await sees(/penstock cp files:a local:b --overwrite never$/);
    await sees(/curl -X POST .* -H "authorization: Bearer \$PENSTOCK_KEY"/);
  });
});

describe("when something is wrong", () => {
  test.each([
    ["not ready", 503, { reasons: ["Redis is full"], remarks: [] }],
    ["degraded", 200, { reasons: [], remarks: ["cannot use the store"] }],
  ])("the page of the system says why it is %s", async (status, code, why) => {
    page = await browser.open("about:blank");
    await page.route("**/healthz/ready", (route) =>
      route.fulfill({ status: code, json: { status, ...why } }),
    );
    await page.goto(`${deployment.url}/#/system`);

    await sees(status);
    await sees([...why.reasons, ...why.remarks].join());

    expect(await page.getByText("Nothing is known to stand in the way").count()).toBe(0);
  });

  test("one route that fails does not look like an API that is away", async () => {
    await open("jobs");
    await page.evaluate(`new MutationObserver(() => {
      window.sawBanner ||= document.querySelector(".banner.bad") !== null;
    }).observe(document.body, { subtree: true, childList: true })`);

    await page.route("**/v1/workers", (route) => route.abort());
    for (let probes = 0; probes < 2; probes += 1) {
      const probed = page.waitForResponse(/\/healthz\/live/);
      await page.waitForEvent("requestfailed");
      await probed;
    }

    expect(await page.evaluate("window.sawBanner === true")).toBe(false);
  });

  test("a page whose script does not come says so", async () => {
    await open("jobs");
    await sees("No job yet");
    await page.route("**/assets/*.js", (route) => route.abort());

    await page.getByRole("link", { name: "Workers" }).click();

    await sees("This page could not be loaded");
  });
});

test("a search finds jobs that the list has not loaded yet", async () => {
  await copyFiles("needle");
  await copyFiles("hay");
  page = await browser.open("about:blank");
  await page.route(/\/v1\/jobs\?limit=100$/, (route) =>
    route.continue({ url: route.request().url().replace("100", "1") }),
  );
  await page.goto(`${deployment.url}/#/jobs?q=needle`);

  await page.getByRole("link", { name: /^needle/ }).waitFor();
});

test("the grid keeps every part on a screen whose pixels are no whole ones of the page", async () => {
  const { id } = await deployment.client.submitJob({
    source: { connection: "web", key: "zoomed.bin" },
    destination: { connection: "local", key: "zoomed.bin" },
    options: { partSize: "1MiB" },
  });
  await open(`jobs/${id}`, { scale: 1.1, width: 1283 });
  deployment.source.allow(8);
  await sees("Hide the grid");
  await sees(/^[1-8] stored/);
  deployment.source.allow(16);
  await sees(/^(9|1\d|2\d) stored/);

  expect(await page.evaluate(EMPTY_CELLS)).toBe(0);
  deployment.source.allow(1000);
  await eventually(async () => (await deployment.client.readJob(id)).state === "succeeded");
});

/** Of the 64 cells of 14 pixels, those without ink. */
const EMPTY_CELLS = `(() => {
  const canvas = document.querySelector(".part-grid");
  const scale = canvas.width / canvas.clientWidth;
  const columns = Math.floor(canvas.clientWidth / 14);
  const context = canvas.getContext("2d");
  return Array.from({ length: 64 }, (_, index) => {
    const [x, y] = [(index % columns) * 14, Math.floor(index / columns) * 14];
    const side = 14 * scale;
    return context.getImageData(x * scale, y * scale, side, side).data.some((byte) => byte > 0);
  }).filter((hasInk) => !hasInk).length;
})()`;
