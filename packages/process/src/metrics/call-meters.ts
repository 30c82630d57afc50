import type { Meters } from "./meters.ts";

/** A call to a store or a source that is over. */
type Call = {
  readonly connection: string;
  readonly side: "source" | "store";
  readonly operation: string;
  /** `ok`, or an error code. */
  readonly outcome: string;
  readonly durationMs: number;
  readonly bytes: number | undefined;
  readonly firstByteMs: number | undefined;
};

/** Counts the calls of a process to stores and sources, and the bytes that they moved. */
export function countCalls(meters: Meters): (call: Call) => void {
  return ({ connection, side, operation, outcome, durationMs, bytes, firstByteMs }) => {
    const seconds = durationMs / 1000;
    const isOk = outcome === "ok";
    if (side === "store") {
      meters.add("penstock_store_requests_total", 1, { connection, operation, outcome });
      meters.observe("penstock_store_request_duration_seconds", seconds, { connection, operation });
      if (bytes !== undefined) {
        const direction = isOk ? "stored" : "wasted";
        meters.add("penstock_bytes_total", bytes, { connection, direction });
      }
      return;
    }
    meters.add("penstock_source_requests_total", 1, { connection, operation, outcome });
    if (firstByteMs !== undefined) {
      meters.observe("penstock_source_first_byte_seconds", firstByteMs / 1000, { connection });
    }
    if (bytes !== undefined && isOk) {
      meters.add("penstock_bytes_total", bytes, { connection, direction: "read" });
    }
  };
}
