import type { FaultRule, JournalEntry, JournalSummary } from "@penstock/cos-emulator";

/** The store's control API. Every method rejects while the store is away. */
export type StoreControl = {
  setFaults(rules: readonly FaultRule[]): Promise<void>;
  /** Requests that ended after the one with this `seq`, oldest first. */
  journalAfter(seq: number): Promise<readonly JournalEntry[]>;
  summary(): Promise<JournalSummary>;
};

const RESPONSE_LIMIT_MS = 10_000;

export function storeControl(storeUrl: string): StoreControl {
  async function call(path: string, init: RequestInit = {}): Promise<unknown> {
    const response = await fetch(`${storeUrl}/_penstock/${path}`, {
      ...init,
      signal: AbortSignal.timeout(RESPONSE_LIMIT_MS),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`the store's control API answered ${response.status} to ${path}: ${text}`);
    }
    return JSON.parse(text);
  }
  return {
    setFaults: async (rules) => {
      await call("faults", { method: "PUT", body: JSON.stringify(rules) });
    },
    journalAfter: async (seq) => (await call(`journal?after=${seq}`)) as readonly JournalEntry[],
    summary: async () => (await call("summary")) as JournalSummary,
  };
}
