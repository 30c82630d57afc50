import { eventually } from "@penstock/testkit";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startBrowser, type TestBrowser } from "./browser.ts";
import { type Deployment, startDeployment } from "./deployment.ts";

const ADMIN_KEY = "an-admin-key-of-a-test-0123456789";

let deployment: Deployment;
let browser: TestBrowser;

beforeAll(async () => {
  [deployment, browser] = await Promise.all([startDeployment(ADMIN_KEY), startBrowser()]);
});

afterAll(async () => {
  await Promise.all([deployment.stop(), browser.close()]);
});

/** Each tab is a browser of its own: it has no session yet. */
async function loginByKey(key: string): Promise<Page> {
  const page = await browser.open(`${deployment.url}/`);
  await page.getByLabel(/^Or a key/).fill(key);
  await page.getByRole("button", { name: "Begin" }).click();
  await page.getByRole("heading", { level: 1, name: "Jobs" }).waitFor();
  return page;
}

describe("an API that asks for keys", () => {
  test("is entered by the link that `penstock up` prints, once", async () => {
    const link = await eventually(() => /within ten minutes: (\S+)/.exec(deployment.said())?.[1]);

    const page = await browser.open(link);
    await page.getByRole("heading", { level: 1, name: "Jobs" }).waitFor();
    await page.getByRole("link", { name: "New transfer" }).first().waitFor();

    const second = await browser.open(link);
    expect(await second.getByRole("heading", { level: 1, name: "Jobs" }).count()).toBe(0);
    await Promise.all([page.close(), second.close()]);
  });

  test("is entered by a key, and refuses another one with what to do", async () => {
    const page = await browser.open(`${deployment.url}/`);
    await page.getByLabel(/^Or a key/).fill("not a key");
    await page.getByRole("button", { name: "Begin" }).click();
    await page.getByRole("alert").waitFor();
    await page.close();

    const entered = await loginByKey(ADMIN_KEY);

    await entered.getByRole("link", { name: "New transfer" }).first().waitFor();
    await entered.close();
  });

  test("shows a key that may only look everything, and no action", async () => {
    const { client, source } = deployment;
    // Enough to be planned, and not to be done.
    source.allow(4);
    const { id } = await client.submitJob({
      name: "seen by all",
      source: { connection: "web", key: "seen.bin" },
      destination: { connection: "local", key: "in/seen.bin" },
      options: { partSize: "1MiB" },
    });
    const { key } = await client.createKey({ name: "looks", scope: "read" });
    const page = await loginByKey(key);

    const seen: Readonly<Record<string, string | RegExp>> = {
      [`jobs/${id}`]: "Hide the grid",
      schedules: "No schedule yet",
      workers: "2 workers",
      connections: "not tested",
      webhooks: "No webhook yet",
      limits: "The deployment",
    };
    for (const [place, text] of Object.entries(seen)) {
      await page.goto(`${deployment.url}/#/${place}`);
      await page.getByText(text).first().waitFor();

      // What acts asks first, so its name ends so; the others begin what they do at once.
      const actions = page.getByRole("button", { name: /…$|^(Test|Start|Create|Preview)$/ });
      expect(await actions.count(), place).toBe(0);
    }

    await page.close();
  });
});
