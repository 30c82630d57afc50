import type { RegisteredUpload } from "@penstock/core";
import { collectDefaultMetrics, Gauge, Registry } from "@prometheus-io/client";

export type Metrics = {
  readonly contentType: string;
  /** Everything as Prometheus text. Rejects as its sources do. */
  render(): Promise<string>;
};

/**
 * What this process and the ledger can say of themselves to Prometheus. A connection without an open
 * upload shows 0, so that a rule can tell it from one that is not watched.
 */
export function createMetrics(sources: {
  readonly openUploads: () => Promise<readonly RegisteredUpload[]>;
  readonly connections: readonly string[];
}): Metrics {
  const registry = processRegistry();
  const gauge = (name: string, help: string) =>
    new Gauge({ name, help, labelNames: ["connection"], registers: [registry] });
  const count = gauge("penstock_open_uploads", "Uploads that may be open at a store.");
  const bytes = gauge("penstock_open_upload_bytes", "Bytes of the parts that those uploads hold.");
  const age = gauge(
    "penstock_oldest_open_upload_age_seconds",
    "Time since the oldest of those uploads was intended.",
  );

  async function refresh(): Promise<void> {
    const uploads = Map.groupBy(await sources.openUploads(), ({ connection }) => connection);
    for (const connection of new Set([...sources.connections, ...uploads.keys()])) {
      const open = uploads.get(connection) ?? [];
      count.set({ connection }, open.length);
      bytes.set(
        { connection },
        open.reduce((sum, { uploadedBytes }) => sum + uploadedBytes, 0),
      );
      age.set({ connection }, Math.max(0, ...open.map(({ ageMs }) => ageMs)) / 1000);
    }
  }

  return {
    contentType: registry.contentType,
    render: async () => {
      // A connection that left the file and has nothing open any more is not shown for ever.
      for (const each of [count, bytes, age]) {
        each.reset();
      }
      await refresh();
      return registry.metrics();
    },
  };
}

/** What a worker can say of itself to Prometheus. */
export function createWorkerMetrics(sources: { readonly slots: () => number }): Metrics {
  const registry = processRegistry();
  const slots = new Gauge({
    name: "penstock_worker_slots",
    help: "Parts that this worker uploads at once, if there are so many.",
    registers: [registry],
  });
  return {
    contentType: registry.contentType,
    render: () => {
      slots.set(sources.slots());
      return registry.metrics();
    },
  };
}

function processRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}
