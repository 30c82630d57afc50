import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openConnections } from "@penstock/connections";
import { isPenstockError, type JobId, type JobState, type Transfer } from "@penstock/core";
import {
  type CosEmulator,
  type Fault,
  type FaultRule,
  startCosEmulator,
} from "@penstock/cos-emulator";
import { systemClock } from "@penstock/process";
import { expect } from "vitest";
import { startFlakySource } from "./flaky-source.ts";
import { MemoryDeployment, MIB, sampleBytes } from "./memory-deployment.ts";
import { startTlsProxy, type TlsFault, type TlsProxy } from "./tls-proxy.ts";

export type Dialect = "cos" | "s3";
/**
 * How the object gets into the store: from the web in parts or in one PUT, from a store of the other
 * dialect in parts, or in parts that the store copies by itself.
 */
export type Mode = "parts" | "put" | "relay" | "copy";

type Mood = Parameters<typeof startFlakySource>[0];
export type Corrupt = NonNullable<Mood["corrupt"]>;
type Wrappers = NonNullable<ConstructorParameters<typeof MemoryDeployment>[1]>;

const BUCKET = "demo-1250000000";
const REGION = "ap-local";
const KEYS = { secretId: "local-id", secretKey: "local-key" };
const SIGNAL = new AbortController().signal;

export const PART_BYTES = MIB;
const PARTS = 4;
const BYTES = sampleBytes(3, (PARTS - 1) * PART_BYTES + 1000);
export const SMALL_BYTES = BYTES.subarray(0, 300_000);

/** Longer than any waiting that a one-off fault is worth, in rounds of a minute. */
const MAX_ROUNDS = 30;

type CallName = NonNullable<FaultRule["on"]["call"]>;

export type OneOff = {
  readonly mode: Mode;
  /** What happens once at the store, to a request about the object or about its source. */
  readonly at?: {
    readonly call: CallName;
    readonly part?: number | undefined;
    readonly isOfSource?: boolean;
    readonly fault: Fault;
  };
  /** What the web server makes of its right response. */
  readonly corrupt?: Corrupt;
  /** What happens to the connection of this number, where the world has TLS. */
  readonly tls?: { readonly fault: TlsFault; readonly connection: number };
  readonly wrappers?: Omit<Wrappers, "connections">;
};

export type Outcome = {
  readonly state: JobState;
  readonly transfer: Transfer;
  /** Whether the object is what its source holds. */
  readonly isRight: boolean;
  /** Bodies of parts and of a PUT, as far as the store read them. */
  readonly sentBytes: number;
  /** Parts that the store copied by itself. */
  readonly copiedParts: number;
  readonly causes: readonly unknown[];
  /** Whether what was to happen to a connection did. */
  readonly hasTlsFailed: boolean;
};

/** A real store and a real web server, for one job after the other. */
export type OneOffWorld = {
  run(oneOff: OneOff): Promise<Outcome>;
  close(): Promise<void>;
};

export async function openOneOffWorld(
  dialect: Dialect,
  { tlsOf }: { readonly tlsOf?: "store" | "source" } = {},
): Promise<OneOffWorld> {
  const folder = await mkdtemp(join(tmpdir(), "penstock-one-off-"));
  const emulator = await startCosEmulator({
    dataDir: join(folder, "store"),
    buckets: [BUCKET],
    region: REGION,
    // The parts of S3 are no smaller than those of COS here: their number is what matters.
    behaviour: { enforcesMinPart: false },
    ...KEYS,
  });
  let corrupt: Corrupt | undefined;
  let bytes = BYTES;
  const web = await startFlakySource({
    bytesOf: () => bytes,
    corrupt: (right, asked) => corrupt?.(right, asked) ?? right,
  });
  const tls = tlsOf && (await startTlsProxy(tlsOf === "store" ? emulator.endpoint : web.url));
  const config = await writeConfig(folder, {
    endpoint: tlsOf === "store" && tls ? tls.url : emulator.endpoint,
    webUrl: tlsOf === "source" && tls ? tls.url : web.url,
    dialect,
  });
  let jobs = 0;

  async function run(oneOff: OneOff): Promise<Outcome> {
    const { mode, at, wrappers } = oneOff;
    jobs += 1;
    const key = `${mode}-${jobs}.bin`;
    bytes = bytesOf(mode);
    // Opened for each job: what it learns of clocks and connections is its own.
    const connections = await openConnections(config, { secrets: new Set(), clock: systemClock });
    try {
      const deployment = new MemoryDeployment(1, { ...wrappers, connections });
      const source = await sourceOf({ mode, key, deployment, connections });
      corrupt = oneOff.corrupt;
      if (at !== undefined) {
        const { call, part, isOfSource = false, fault } = at;
        const on = {
          call,
          key: isOfSource ? source.key : key,
          ...(part !== undefined && { part }),
        };
        emulator.faults.add({ on, times: 1, fault });
      }
      armTls(tls, oneOff);
      const beforeSeq = lastSeq(emulator);
      const jobId = await deployment.submit(key, { partSizeBytes: PART_BYTES }, source);
      await runToItsEnd(deployment, jobId);
      corrupt = undefined;
      const hasTlsFailed = tls?.disarm() ?? false;
      emulator.faults.clear();
      const stored = await readStored(connections.source("store"), key);
      const outcome = await outcomeOf({ deployment, jobId, stored, emulator, beforeSeq, mode });
      return { ...outcome, hasTlsFailed };
    } finally {
      connections.close();
    }
  }

  return {
    run,
    close: async () => {
      await tls?.close();
      await emulator.close();
      await web.close();
      await rm(folder, { recursive: true });
    },
  };
}

function armTls(proxy: TlsProxy | undefined, { tls }: OneOff): void {
  if (tls !== undefined) {
    proxy?.arm(tls.fault, tls.connection);
  }
}

/** Right, without starting over, and with at most one part sent again. */
export function expectRight({ mode }: OneOff, outcome: Outcome, mostGenerations = 1): void {
  const { state, isRight, causes, transfer, sentBytes, copiedParts } = outcome;
  const kind = transfer.state.kind;
  const hasStartedOver = transfer.generation > mostGenerations;
  // With its causes: they tell why it is not so.
  expect({ state, isRight, kind, hasStartedOver, causes }).toEqual({
    state: "succeeded",
    isRight: true,
    kind: "stored",
    hasStartedOver: false,
    causes,
  });
  const sizeBytes = bytesOf(mode).length;
  const againBytes = Math.min(PART_BYTES, sizeBytes);
  expect(sentBytes).toBeLessThanOrEqual(mode === "copy" ? againBytes : sizeBytes + againBytes);
  expect(copiedParts).toBeLessThanOrEqual(mode === "copy" ? PARTS + 1 : 0);
}

function bytesOf(mode: Mode): Uint8Array {
  return mode === "put" ? SMALL_BYTES : BYTES;
}

async function runToItsEnd(deployment: MemoryDeployment, jobId: JobId): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    await runAll(deployment);
    if ((await deployment.record(jobId)).finishedAtMs !== undefined) {
      return;
    }
    await again(() => deployment.letTimePass());
  }
}

async function runAll(deployment: MemoryDeployment): Promise<void> {
  for (let run = deployment.takeTask(); run !== undefined; run = deployment.takeTask()) {
    const task = run;
    await again(() => deployment.runTask(task));
  }
}

/** As the queue brings a task again whose process lost the ledger, and a timer the next sweep. */
async function again(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!isPenstockError(error, "ledger-unavailable", "journal-unavailable")) {
      throw error;
    }
    await run();
  }
}

type Connections = Awaited<ReturnType<typeof openConnections>>;

/** Where the bytes of a mode come from; they are put there where that is a store. */
async function sourceOf(asked: {
  readonly mode: Mode;
  readonly key: string;
  readonly deployment: MemoryDeployment;
  readonly connections: Connections;
}) {
  const { mode, key, connections } = asked;
  if (mode === "parts" || mode === "put") {
    return { connection: "source", key };
  }
  const connection = mode === "copy" ? "store" : "other";
  const first = { connection, key: `first-${key}` };
  const earlier = new MemoryDeployment(2, {
    connections: { ...connections, store: () => connections.store(connection) },
  });
  const jobId = await earlier.submit(first.key, { partSizeBytes: PART_BYTES });
  await earlier.runUntilIdle();
  expect(await earlier.stateOf(jobId)).toBe("succeeded");
  return first;
}

function lastSeq(emulator: CosEmulator): number {
  return emulator.journal.entries().at(-1)?.seq ?? 0;
}

async function outcomeOf(run: {
  readonly deployment: MemoryDeployment;
  readonly jobId: JobId;
  readonly stored: Buffer | undefined;
  readonly emulator: CosEmulator;
  readonly beforeSeq: number;
  readonly mode: Mode;
}): Promise<Omit<Outcome, "hasTlsFailed">> {
  const { deployment, jobId, stored, emulator, beforeSeq, mode } = run;
  const transfer = await deployment.transferOf(jobId);
  const { tenant, id: transferId } = transfer;
  const calls = emulator.journal.entries(beforeSeq);
  const sent = calls.filter(({ call }) => call === "UploadPart" || call === "PutObject");
  const failures = await deployment.ledger.transfers.failures({ tenant, transferId });
  return {
    transfer,
    state: await deployment.stateOf(jobId),
    isRight: stored?.equals(bytesOf(mode)) ?? false,
    sentBytes: sent.reduce((sum, { bytesReceived }) => sum + bytesReceived, 0),
    copiedParts: calls.filter(({ call, status }) => call === "UploadPartCopy" && status === 200)
      .length,
    causes: failures.map(({ step, cause }) => ({ step, ...cause })),
  };
}

/** Undefined where there is nothing. */
async function readStored(
  reader: ReturnType<Connections["source"]>,
  key: string,
): Promise<Buffer | undefined> {
  const found = await reader.stat(key, SIGNAL).catch(() => undefined);
  if (found === undefined) {
    return undefined;
  }
  const range = { startByte: 0, lengthBytes: found.sourceVersion.sizeBytes };
  const chunks: Buffer[] = [];
  for await (const chunk of reader.read(key, found.sourceVersion, range, SIGNAL)) {
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks);
}

async function writeConfig(
  folder: string,
  at: { readonly endpoint: string; readonly webUrl: string; readonly dialect: Dialect },
): Promise<string> {
  await writeFile(join(folder, "id"), KEYS.secretId);
  await writeFile(join(folder, "key"), KEYS.secretKey);
  const credentials = {
    accessKeyId: `file:${join(folder, "id")}`,
    secretAccessKey: `file:${join(folder, "key")}`,
  };
  const bucket = { bucket: BUCKET, region: REGION, endpoint: at.endpoint, credentials };
  const cos = { provider: "cos", ...bucket };
  const s3 = { provider: "cos-s3", pathStyle: true, checksum: "crc32", ...bucket };
  const [store, other] = at.dialect === "cos" ? [cos, s3] : [s3, cos];
  const source = { provider: "http", baseUrl: at.webUrl };
  const config = join(folder, "penstock.config.json");
  await writeFile(config, JSON.stringify({ connections: { source, store, other } }));
  return config;
}
