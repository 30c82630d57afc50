import { eventually } from "@penstock/testkit";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Look, startBrowser, type TestBrowser } from "./browser.ts";
import { type Deployment, SMALL_FILES, startDeployment } from "./deployment.ts";

let deployment: Deployment;
let browser: TestBrowser;

beforeAll(async () => {
  [deployment, browser] = await Promise.all([startDeployment(), startBrowser()]);
});

afterAll(async () => {
  await Promise.all([deployment.stop(), browser.close()]);
});

afterEach(() => {
  // Nothing was refused by the policy, nothing threw.
  expect(browser.complaints).toEqual([]);
});

function open(place: string, look: Look = {}): Promise<Page> {
  return browser.open(`${deployment.url}/#/${place}`, look);
}

/** Waits for a text that a person can see. */
async function sees(page: Page, text: string | RegExp): Promise<void> {
  await page.getByText(text).first().waitFor();
}

async function submitLarge(name: string): Promise<string> {
  const { id } = await deployment.client.submitJob({
    name,
    source: { connection: "web", key: `${name}.bin` },
    destination: { connection: "local", key: `in/${name}.bin` },
    options: { partSize: "1MiB" },
  });
  return id;
}

async function copySmallFiles(name: string): Promise<string> {
  const { id } = await deployment.client.submitJob({
    name,
    source: { connection: "files", tree: "many" },
    destination: { connection: "local", key: `${name}/{relativeKey}` },
  });
  await deployment.client.waitForJob(id);
  return id;
}

describe("the dashboard", () => {
  test("says in an empty deployment what to type", async () => {
    const page = await open("");

    await sees(page, "No job yet");

    expect(await page.locator(".empty code").textContent()).toContain("penstock cp ./FILE");
    await page.close();
  });

  test("plans a transfer, starts it, and follows it to its end", async () => {
    deployment.source.allow(1000);
    const page = await open("new");
    await page.getByRole("combobox", { name: "From" }).selectOption("files");
    await page.getByRole("combobox", { name: "What" }).selectOption({ index: 1 });
    await page.getByRole("textbox", { name: /^Key, path/ }).fill("many");
    await page.getByRole("textbox", { name: /^Key at the destination/ }).fill("copies/");

    await page.getByRole("button", { name: "Preview" }).click();
    await sees(page, `It would move ${SMALL_FILES} objects`);
    await page.getByRole("button", { name: "Start" }).click();
    await sees(page, "succeeded");

    expect(page.url()).toMatch(/#\/jobs\/job_/);
    await page.close();
  });

  test("finds a key of a job of many objects, and gives out its report", async () => {
    const id = await copySmallFiles("again");
    const page = await open(`jobs/${id}`);

    await page.getByPlaceholder("Part of a key").fill("row-17");
    await sees(page, "many/row-17.txt");
    await eventually(async () => (await page.locator("tbody tr").count()) === 1);
    const downloading = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download CSV" }).click();

    expect((await downloading).suggestedFilename()).toBe(`${id}.csv`);
    expect(page.url()).toContain("find=row-17");
    await page.close();
  });

  test("pauses, resumes and cancels a transfer, each time with what it costs", async () => {
    deployment.source.allow(8);
    const id = await submitLarge("steered");
    const page = await open(`jobs/${id}`);
    await sees(page, "transferring");

    await page.getByRole("button", { name: "Pause…" }).click();
    await sees(page, /Nothing of it is begun any more/);
    await page.getByRole("dialog").getByRole("button", { name: "Pause" }).click();
    await sees(page, "Waits until it is resumed.");
    await page.getByRole("button", { name: "Resume…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Resume" }).click();
    await page.getByRole("button", { name: "Pause…" }).waitFor();
    await page.getByRole("button", { name: "Cancel…" }).click();
    await sees(page, "1 object will not be moved.");
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    deployment.source.allow(1000);
    await sees(page, "cancelled");

    expect((await deployment.client.readJob(id)).state).toBe("cancelled");
    await page.close();
  });

  test("groups what failed by cause, says what is next, and retries it", async () => {
    const { id } = await deployment.client.submitJob({
      name: "lost",
      source: { connection: "web", key: "missing.csv" },
      destination: { connection: "local", key: "in/missing.csv" },
    });
    await deployment.client.waitForJob(id);
    const page = await open("jobs");

    await page.getByRole("link", { name: /^lost/ }).click();
    await sees(page, "What happens next");
    await sees(page, "source-missing");
    await page.getByRole("button", { name: "Retry what failed…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Retry what failed" }).click();
    await page.getByText("Tries again what failed of").waitFor();

    expect(page.url()).not.toContain(id);
    await page.close();
  });

  test("shows that a worker died, and that another one is there", async () => {
    const page = await open("workers");
    await sees(page, "2 workers");
    const idsNow = () => page.locator("tbody td:first-child").allTextContents();
    const before = await idsNow();

    process.kill(deployment.pidOf("worker-1"), "SIGKILL");
    const after = await eventually(async () => {
      const ids = await idsNow();
      return ids.length === 2 && ids.some((id) => !before.includes(id)) && ids;
    });

    expect(before.filter((id) => after.includes(id))).toHaveLength(1);

    await page.close();
  });

  test("makes a schedule, runs it by hand and shows what became of it", async () => {
    const page = await open("schedules?new=1");
    await page.getByRole("textbox", { name: /^Name/ }).fill("nightly");
    await page.getByRole("textbox", { name: /^Cron/ }).fill("0 3 * * *");
    await page.getByRole("combobox", { name: "From" }).selectOption("files");
    await page.getByRole("combobox", { name: "What" }).selectOption({ index: 1 });
    await page.getByRole("textbox", { name: /^Key, path/ }).fill("many");
    await page
      .getByRole("textbox", { name: /^Key at the destination/ })
      .fill("nightly/{date:yyyy}/");

    await page.getByRole("button", { name: "Show the next runs" }).click();
    await page.getByRole("list", { name: "Next runs" }).waitFor();
    await page.getByRole("button", { name: "Create" }).click();
    await sees(page, "every day at 03:00 (UTC)");
    await page.getByRole("button", { name: "Run now…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Run now" }).click();
    await sees(page, "by hand");

    await page.close();
  });

  test("changes a limit, and shows the number that holds", async () => {
    const page = await open("limits");
    const all = page.getByRole("region", { name: "The deployment" });

    await all.getByRole("button", { name: "Change limits…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Bytes a second" }).fill("50MiB/s");
    await dialog.getByRole("button", { name: "Change limits" }).click();
    await all.getByText("50.0 MiB/s").waitFor();
    const id = await copySmallFiles("limited");
    await page.goto(`${deployment.url}/#/jobs/${id}`);
    await sees(page, "succeeded");

    await page.close();
  });

  test("tests a connection and shows each check", async () => {
    const page = await open("connections");
    const local = page.getByRole("region", { name: "local" });

    await local.getByRole("button", { name: "Test" }).click();
    await local.getByText("passed").first().waitFor();

    await local.getByText(/\d+ checks/).click();
    expect(await local.locator("tbody tr").count()).toBeGreaterThan(5);
    await page.close();
  });

  test("loses the API for ten seconds and comes back without a reload", async () => {
    await copySmallFiles("before the outage");
    const page = await open("jobs");
    await sees(page, "before the outage");
    await page.evaluate("window.wasHere = true");
    const api = deployment.pidOf("api");

    process.kill(api, "SIGSTOP");
    try {
      await sees(page, /has not responded for 1\d s/);
    } finally {
      process.kill(api, "SIGCONT");
    }
    await page.getByText("has not responded").waitFor({ state: "detached" });
    const id = await submitLarge("after the outage");
    await sees(page, "after the outage");

    expect(await page.evaluate("window.wasHere")).toBe(true);
    deployment.source.allow(1000);
    await deployment.client.waitForJob(id);
    await page.close();
  });

  test("is used by keyboard alone", async () => {
    await copySmallFiles("by hand alone");
    const page = await open("jobs");
    await sees(page, "by hand alone");

    await page.keyboard.press("/");
    await page.keyboard.type("by hand");
    await page.getByRole("heading", { name: "Done 1" }).waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "by hand alone" }).waitFor();

    await page.goBack();
    expect(page.url()).toContain("q=by+hand");
    await page.close();
  });
});
