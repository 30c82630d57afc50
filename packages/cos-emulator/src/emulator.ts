import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { isBucketName } from "./access/addressing.ts";
import type { TemporaryKey } from "./access/credentials.ts";
import { type EmulatorBehaviour, USUAL_BEHAVIOUR } from "./behaviour.ts";
import type { FaultRule } from "./faults/fault.ts";
import { FaultPlan, type FiredFault } from "./faults/fault-plan.ts";
import { claimFolder } from "./folder-claim.ts";
import { Journal } from "./journal/journal.ts";
import type { JournalEntry } from "./journal/journal-entry.ts";
import { type JournalSummary, openUploads, summarise } from "./journal/summary.ts";
import { type HandlerSettings, respondToRequest } from "./request-handler.ts";
import { DiskStore } from "./store/disk-store.ts";
import type { UploadName } from "./store/upload-store.ts";

// Real stores close idle connections after 60 to 65 s.
const KEEP_ALIVE_MS = 65_000;

export type CosEmulatorOptions = {
  /** Everything is kept below it. It is made when missing, and belongs to one emulator at a time. */
  readonly dataDir: string;
  /** The key pair that lasts. Both dialects take it. */
  readonly secretId: string;
  readonly secretKey: string;
  /** Keys that go with a token, and end. */
  readonly temporaryKeys?: readonly TemporaryKey[];
  /** Full names, `demo-1250000000`. */
  readonly buckets: readonly string[];
  readonly region: string;
  /** 127.0.0.1 when absent. */
  readonly host?: string;
  /** A free one when absent. */
  readonly port?: number;
  /** By which signatures and temporary keys expire; the machine's when absent. */
  readonly clock?: { nowMs(): number };
  readonly behaviour?: Partial<EmulatorBehaviour>;
  /** Those to begin with. */
  readonly faults?: readonly FaultRule[];
  /** Whether rules and journal can be reached over HTTP, below `/_penstock/`, by every caller. */
  readonly hasControl?: boolean;
};

export type CosEmulator = {
  /** `http://127.0.0.1:port`. Requests of the COS dialect need `<bucket>.<anything>` as their Host. */
  readonly endpoint: string;
  readonly port: number;
  openUploads(): readonly UploadName[];
  readonly faults: {
    /**
     * Returns the id of the rule. Of the rules that fit a request the first one fires.
     *
     * @throws RangeError for a rule that is none, or whose id is taken
     */
    add(rule: FaultRule): string;
    clear(): void;
    /** The latest 100 000, oldest first. */
    fired(): readonly FiredFault[];
  };
  readonly journal: {
    /** The latest 100 000 requests that ended, oldest first, as far as they came after the given one. */
    entries(afterSeq?: number): readonly JournalEntry[];
    summary(): JournalSummary;
  };
  /** Cuts the requests in flight. What was answered before is in the data folder. */
  close(): Promise<void>;
};

/**
 * Starts a local COS on 127.0.0.1.
 *
 * @throws RangeError for a bucket name without an APPID or a wrong fault rule, Error for a port or a
 *   data folder in use, and what node:fs throws for a folder that cannot be written to
 */
export async function startCosEmulator(options: CosEmulatorOptions): Promise<CosEmulator> {
  const wrongName = options.buckets.find((name) => !isBucketName(name));
  if (wrongName !== undefined) {
    throw new RangeError(`"${wrongName}" is no bucket of COS: write it as demo-1250000000`);
  }
  const faults = new FaultPlan(options.faults);
  const claim = await claimFolder(options.dataDir);
  try {
    const store = await DiskStore.open(options.dataDir);
    return await serve({ store, faults, claim }, options);
  } catch (error) {
    await claim[Symbol.asyncDispose]();
    throw error;
  }
}

type Parts = {
  readonly store: DiskStore;
  readonly faults: FaultPlan;
  readonly claim: AsyncDisposable;
};

async function serve(
  { store, faults, claim }: Parts,
  options: CosEmulatorOptions,
): Promise<CosEmulator> {
  const journal = new Journal(store);
  const settings: HandlerSettings = {
    store,
    credentials: { secretId: options.secretId, secretKey: options.secretKey },
    temporaryKeys: options.temporaryKeys ?? [],
    clock: options.clock ?? { nowMs: () => Date.now() },
    behaviour: { ...USUAL_BEHAVIOUR, ...options.behaviour },
    buckets: new Set(options.buckets),
    region: options.region,
    faults,
    journal,
    hasControl: options.hasControl ?? false,
  };
  const inFlight = new Set<Promise<void>>();
  // A part may take as long as it likes: only its headers have a time limit (node's own).
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: KEEP_ALIVE_MS });
  for (const event of ["request", "checkContinue"] as const) {
    server.on(event, (request, response) => {
      const handled = respondToRequest(request, response, settings).finally(() => {
        inFlight.delete(handled);
      });
      inFlight.add(handled);
    });
  }
  const port = await listen(server, options);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    port,
    openUploads: () => openUploads(store),
    faults,
    journal: {
      entries: (afterSeq) => journal.entries(afterSeq),
      summary: () => summarise(journal, store, faults),
    },
    close: async () => {
      if (server.listening) {
        const closed = once(server, "close");
        server.close();
        server.closeAllConnections();
        await closed;
        store.stopMerging();
        await Promise.all(inFlight);
        await claim[Symbol.asyncDispose]();
      }
    },
  };
}

async function listen(
  server: Server,
  { host = "127.0.0.1", port = 0 }: CosEmulatorOptions,
): Promise<number> {
  try {
    server.listen(port, host);
    await once(server, "listening");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
      const advice = `port ${port} is taken: end what listens there, or use port 0 for a free one`;
      throw new Error(advice, { cause: error });
    }
    throw error;
  }
  const address = server.address();
  assert(address !== null && typeof address === "object", "a server that listens has an address");
  return address.port;
}
