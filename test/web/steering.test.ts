import { eventually } from "@penstock/testkit";
import type { JobRequestInput } from "@penstock/wire";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startBrowser, type TestBrowser } from "./browser.ts";
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

async function open(place: string): Promise<void> {
  page = await browser.open(`${deployment.url}/#/${place}`);
}

async function sees(text: string | RegExp): Promise<void> {
  await page.getByText(text).first().waitFor();
}

/** Opens the dialog of an action, and does it. */
async function act(name: string): Promise<void> {
  await page
    .getByRole("button", { name: `${name}…`, exact: true })
    .first()
    .click();
  await page.getByRole("dialog").getByRole("button", { name, exact: true }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

/** 64 parts of 1 MiB, none of which moves before the source may send. */
async function submitLarge(
  name: string,
  more: Pick<JobRequestInput, "limits"> = {},
): Promise<string> {
  deployment.source.allow(0);
  const { id } = await deployment.client.submitJob({
    name,
    source: { connection: "web", key: `${name}.bin` },
    destination: { connection: "local", key: `in/${name}.bin` },
    options: { partSize: "1MiB" },
    ...more,
  });
  return id;
}

/** How many parts of an object each lane of its drawer shows as stored, once these are all in sight. */
async function storedByWorker(id: string, transfer: string | undefined, parts: number) {
  await page.goto(`${deployment.url}/#/jobs/${id}?object=${transfer}`);
  const lanes = page.getByRole("dialog").locator(".lane");
  return await eventually(async () => {
    const texts = await lanes.locator("p").allTextContents();
    const stored = new Map(texts.map((text) => laneOf(text)));
    return [...stored.values()].reduce((sum, count) => sum + count, 0) >= parts && stored;
  });
}

function laneOf(text: string): readonly [worker: string, stored: number] {
  const [, worker = "", stored] = /^(\S+) (\d+) parts? stored/.exec(text) ?? [];
  return [worker, Number(stored ?? 0)];
}

describe("a person who watches and steers", () => {
  test("sees in map and lanes that another worker moves what a killed one had", async () => {
    const killed = await deployment.workerOf("worker-1");
    const other = await deployment.workerOf("worker-2");
    const id = await submitLarge("survivor");
    await open(`jobs/${id}`);
    deployment.source.allow(20);
    await sees(/\b(1[5-9]|20) stored/);
    const [transfer] = (await deployment.client.listTransfers(id)).data;

    process.kill(deployment.pidOf("worker-1"), "SIGKILL");
    const before = await storedByWorker(id, transfer?.id, 15);
    await page.keyboard.press("Escape");
    // Not all: once an object is verified, its receipt says no more who moved its parts.
    deployment.source.allow(40);
    await sees(/\b[3-6]\d stored/);
    const after = await storedByWorker(id, transfer?.id, 30);
    await page.keyboard.press("Escape");
    deployment.source.allow(1000);

    await sees("64 verified");
    expect(after.get(killed)).toBe(before.get(killed));
    expect(after.get(other)).toBeGreaterThan(before.get(other) ?? 0);
  });

  test("changes the limit of a job, sees the rate follow, and takes it away again", async () => {
    // Limited from the first byte on: a change holds within some seconds, in which all could be moved.
    const id = await submitLarge("limited", { limits: { bytesPerSecond: "4MiB/s" } });
    await open(`jobs/${id}`);
    const limits = page.getByRole("region", { name: "Limits" });
    await limits.getByText(/^4(\.0)? MiB\/s/).waitFor();
    await limits.getByRole("button", { name: "Change limits…" }).click();
    await page.getByRole("textbox", { name: "Bytes a second" }).fill("512KiB/s");
    await page.getByRole("dialog").getByRole("button", { name: "Change limits" }).click();
    await limits.getByText(/^512(\.0)? KiB\/s/).waitFor();

    deployment.source.allow(1000);
    await page
      .getByRole("region", { name: "Why it is not faster" })
      .getByText(/: limit/)
      .waitFor();
    const rate = page.locator(".numbers div", { hasText: "Rate" }).locator("dd");
    await eventually(async () =>
      /^(\d+(\.\d)? KiB|1\.\d MiB)\/s/.test((await rate.textContent()) ?? ""),
    );

    await limits.getByRole("button", { name: "Change limits…" }).click();
    await page.getByRole("textbox", { name: "Bytes a second" }).fill("");
    await page.getByRole("dialog").getByRole("button", { name: "Change limits" }).click();
    await sees("succeeded");
  });

  test("pauses and resumes by keyboard alone", async () => {
    const id = await submitLarge("by-keys");
    await open(`jobs/${id}`);
    const pressed = async (name: string) => {
      await page.getByRole("button", { name: `${name}…` }).waitFor();
      await page.keyboard.press("p");
      await page.getByRole("dialog", { name }).waitFor();
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    };

    await pressed("Pause");
    await sees("Waits until it is resumed.");
    await pressed("Resume");
    deployment.source.allow(1000);
    await sees("succeeded");

    expect((await deployment.client.readJob(id)).state).toBe("succeeded");
  });

  test("finds a dialog again after a reload, and leaves it by Back", async () => {
    const id = await submitLarge("by-url");
    await open(`jobs/${id}`);
    const dialog = page.getByRole("dialog", { name: "Cancel" });
    await page.getByRole("button", { name: "Cancel…" }).click();
    await dialog.waitFor();

    await page.reload();
    await dialog.waitFor();
    await page.goBack();
    await dialog.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Cancel…" }).click();
    await dialog.waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });

    // The step back is one of the browser's, which takes its time.
    await page.waitForURL(`${deployment.url}/#/jobs/${id}`);
    deployment.source.allow(1000);
  });

  test("drains a worker, told what it means in numbers", async () => {
    await open("workers");
    await sees("2 workers");

    await page.getByRole("button", { name: "Drain…" }).first().click();
    await sees(/1 other worker with \d+ slots? continue/);
    await page.getByRole("dialog").getByRole("button", { name: "Drain", exact: true }).click();
    await page.getByRole("cell", { name: /^drained$/ }).waitFor();

    expect(await page.getByRole("button", { name: "Drain…" }).count()).toBe(1);
  });

  test("makes a webhook, tests it and sends its message again", async () => {
    await open("webhooks");
    await page.getByRole("button", { name: "New webhook…" }).click();
    await page.getByRole("textbox", { name: /^Address/ }).fill(`${deployment.source.url}/hooks`);
    await page.getByRole("dialog").getByRole("button", { name: "New webhook" }).click();
    await sees("Its secret, shown once");

    await act("Test");
    await page.getByRole("cell", { name: "delivered" }).waitFor();
    await act("Send again");

    const { received } = deployment.source;
    await eventually(() => received.length === 2);
    expect(new Set(received).size).toBe(1);
  });
});
