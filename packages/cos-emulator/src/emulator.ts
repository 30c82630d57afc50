import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { isBucketName } from "./access/addressing.ts";
import { answerRequest, type HandlerSettings } from "./request-handler.ts";
import { DiskStore } from "./store/disk-store.ts";
import type { UploadName } from "./store/upload-store.ts";

// Real stores close idle connections after 60 to 65 s.
const KEEP_ALIVE_MS = 65_000;

export type CosEmulatorOptions = {
  /** Everything is kept below it. It is made when missing, and belongs to one emulator at a time. */
  readonly dataDir: string;
  /** One key pair, which both faces take. */
  readonly secretId: string;
  readonly secretKey: string;
  /** Full names, `demo-1250000000`. */
  readonly buckets: readonly string[];
  readonly region: string;
  /** A free one when absent. */
  readonly port?: number;
};

export type CosEmulator = {
  /** `http://127.0.0.1:port`. Requests of the COS face need `<bucket>.<anything>` as their Host. */
  readonly endpoint: string;
  readonly port: number;
  openUploads(): readonly UploadName[];
  /** Cuts the requests in flight. What was answered before is in the data folder. */
  close(): Promise<void>;
};

/**
 * Starts a local COS on 127.0.0.1.
 *
 * @throws RangeError for a bucket name without an APPID, and what node:http and node:fs throw for a
 *   port in use or a folder that cannot be written to
 */
export async function startCosEmulator(options: CosEmulatorOptions): Promise<CosEmulator> {
  const wrongName = options.buckets.find((name) => !isBucketName(name));
  if (wrongName !== undefined) {
    throw new RangeError(`"${wrongName}" is no bucket of COS: write it as demo-1250000000`);
  }
  const store = await DiskStore.open(options.dataDir);
  const settings: HandlerSettings = {
    store,
    credentials: { secretId: options.secretId, secretKey: options.secretKey },
    buckets: new Set(options.buckets),
    region: options.region,
  };
  const inFlight = new Set<Promise<void>>();
  // A part may take as long as it likes: only its headers have a time limit (node's own).
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: KEEP_ALIVE_MS });
  for (const event of ["request", "checkContinue"] as const) {
    server.on(event, (request, response) => {
      const answer = answerRequest(request, response, settings).finally(() => {
        inFlight.delete(answer);
      });
      inFlight.add(answer);
    });
  }
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  assert(address !== null && typeof address === "object", "a server that listens has an address");
  const { port } = address;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    port,
    openUploads: () =>
      store.uploads.list().map(({ bucket, key, uploadId }) => ({ bucket, key, uploadId })),
    close: async () => {
      if (server.listening) {
        const closed = once(server, "close");
        server.close();
        server.closeAllConnections();
        await closed;
      }
      await Promise.all(inFlight);
    },
  };
}
