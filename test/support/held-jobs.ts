import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eventually } from "@penstock/testkit";
import { jobView } from "@penstock/wire";
import { expect } from "vitest";
import { bigKey, FREE, heldBytes, MIB, SMALL, smallKeys } from "./held-source.ts";
import { type ProcessDeployment, RECEIPT_KEY } from "./process-deployment.ts";
import { runPenstock } from "./test-cluster.ts";

/** What both versions show: the client of this one reads only what this one says. */
const shownView = jobView.pick({ id: true, state: true, progress: true, list: true });

type ShownView = ReturnType<typeof shownView.parse>;

/** One object of several parts, and a bulk job of small ones, which the source holds back until they are released. */
export type HeldJobs = { readonly name: string; readonly big: string; readonly bulk: string };

/** Submits both, and resolves when a part of each is done and the others are under way. */
export async function submitHeld(deployment: ProcessDeployment, name: string): Promise<HeldJobs> {
  const { apiUrl } = deployment;
  const big = await submit(apiUrl, {
    source: { connection: "site", key: bigKey(name) },
    destination: { connection: "local", key: bigKey(name) },
    options: { partSize: `${MIB}B` },
  });
  const bulk = await submit(apiUrl, {
    source: { connection: "site", keys: smallKeys(name) },
    destination: { connection: "local", key: "{key}" },
  });
  await eventually(async () => (await readJob(apiUrl, big)).progress.partsStored === FREE);
  await eventually(async () => (await readJob(apiUrl, bulk)).progress.transfersTotal === SMALL);
  return { name, big, bulk };
}

async function submit(apiUrl: string, request: object): Promise<string> {
  const response = await fetch(`${apiUrl}/v1/jobs`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(request),
  });
  const body: unknown = await response.json();
  expect(response.status, JSON.stringify(body)).toBe(201);
  return shownView.parse(body).id;
}

async function readJob(apiUrl: string, id: string): Promise<ShownView> {
  return shownView.parse(await ask(`${apiUrl}/v1/jobs/${id}`));
}

/** Waits until both have ended, and compares what they say with what they had to do. */
export async function expectSuccess(deployment: ProcessDeployment, jobs: HeldJobs): Promise<void> {
  const { apiUrl, folder } = deployment;
  const { name, big, bulk } = jobs;
  const job = await eventually(async () => ended(await readJob(apiUrl, big)));
  const list = await eventually(async () => {
    const view = await readJob(apiUrl, bulk);
    return view.list?.isRecorded === true && ended(view);
  });
  expect(job).toMatchObject({ state: "succeeded", progress: { transfersStored: 1 } });
  expect(list).toMatchObject({ state: "succeeded", progress: { transfersTotal: SMALL } });
  const rows = await (await fetch(`${apiUrl}/v1/jobs/${bulk}/report`)).text();
  expect(rows.trim().split("\n"), name).toHaveLength(SMALL);
  for (const key of [bigKey(name), ...smallKeys(name)]) {
    expect((await deployment.readObject(key)).equals(heldBytes(key)), key).toBe(true);
  }
  await expectReceipts(apiUrl, join(folder, `${name}.ndjson`), jobs);
}

function ended(view: ShownView): ShownView | undefined {
  return ["succeeded", "completed_with_errors", "failed", "cancelled"].includes(view.state)
    ? view
    : undefined;
}

async function expectReceipts(apiUrl: string, file: string, { big, bulk }: HeldJobs) {
  const ofTransfers = await ask(`${apiUrl}/v1/jobs/${big}/receipts`);
  const receipts = [...pageOf(ofTransfers), await ask(`${apiUrl}/v1/jobs/${bulk}/receipt`)];
  await writeFile(file, `${receipts.map((receipt) => JSON.stringify(receipt)).join("\n")}\n`);
  const environment = { PENSTOCK_RECEIPT_KEY: RECEIPT_KEY, PENSTOCK_URL: "http://127.0.0.1:1" };

  const verified = await runPenstock(["verify", file], { cwd: ".", environment });

  expect(verified).toMatchObject({ exitCode: 0 });
}

async function ask(url: string): Promise<unknown> {
  const response = await fetch(url);
  return await response.json();
}

function pageOf(body: unknown): readonly unknown[] {
  const data: unknown = Reflect.get(Object(body), "data");
  return Array.isArray(data) ? data : [];
}
