import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eventually } from "@penstock/testkit";
import { expect } from "vitest";
import { bigKey, FREE, heldBytes, MIB, SMALL, smallKeys } from "./held-source.ts";
import { type ProcessDeployment, RECEIPT_KEY } from "./process-deployment.ts";
import { runPenstock } from "./test-cluster.ts";

/** What every version shows of a job: the schema of this one asks for what only this one has. */
type ShownJob = {
  readonly id: string;
  readonly state: string;
  readonly partsStored: number;
  readonly transfersTotal: number;
  readonly transfersStored: number;
  readonly isRecorded: boolean;
};

function parseShown(body: unknown): ShownJob {
  const job = Object(body);
  const progress = Object(Reflect.get(job, "progress"));
  return {
    id: String(Reflect.get(job, "id")),
    state: String(Reflect.get(job, "state")),
    partsStored: Number(Reflect.get(progress, "partsStored")),
    transfersTotal: Number(Reflect.get(progress, "transfersTotal")),
    transfersStored: Number(Reflect.get(progress, "transfersStored")),
    isRecorded: Reflect.get(Object(Reflect.get(job, "list")), "isRecorded") === true,
  };
}

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
  await eventually(async () => (await readJob(apiUrl, big)).partsStored === FREE);
  await eventually(async () => (await readJob(apiUrl, bulk)).transfersTotal === SMALL);
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
  return parseShown(body).id;
}

async function readJob(apiUrl: string, id: string): Promise<ShownJob> {
  return parseShown(await ask(`${apiUrl}/v1/jobs/${id}`));
}

/** Waits until both have ended, and compares what they say with what they had to do. */
export async function expectSuccess(deployment: ProcessDeployment, jobs: HeldJobs): Promise<void> {
  const { apiUrl, folder } = deployment;
  const { name, big, bulk } = jobs;
  const job = await eventually(async () => ended(await readJob(apiUrl, big)));
  const list = await eventually(async () => {
    const view = await readJob(apiUrl, bulk);
    return view.isRecorded && ended(view);
  });
  expect(job).toMatchObject({ state: "succeeded", transfersStored: 1 });
  expect(list).toMatchObject({ state: "succeeded", transfersTotal: SMALL });
  const rows = await (await fetch(`${apiUrl}/v1/jobs/${bulk}/report`)).text();
  expect(rows.trim().split("\n"), name).toHaveLength(SMALL);
  for (const key of [bigKey(name), ...smallKeys(name)]) {
    expect((await deployment.readObject(key)).equals(heldBytes(key)), key).toBe(true);
  }
  await expectReceipts(apiUrl, join(folder, `${name}.ndjson`), jobs);
}

function ended(view: ShownJob): ShownJob | undefined {
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
