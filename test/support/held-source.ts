import { startFlakySource } from "./flaky-source.ts";
import { sampleBytes } from "./sample-bytes.ts";

export const MIB = 1024 * 1024;
const PARTS = 8;
/** Of a part or of small objects: so many are there from the beginning. */
export const FREE = 3;
export const SMALL = 40;

/** A web server that gives the first of everything out, and the rest of a job once that is released. */
export type HeldSource = {
  readonly url: string;
  /** How often each part was read that was there from the beginning. */
  readonly reads: ReadonlyMap<string, number>;
  release(name: string): void;
  close(): Promise<void>;
};

export const bigKey = (name: string): string => `${name}/big.bin`;
export const smallKeys = (name: string): readonly string[] =>
  Array.from({ length: SMALL }, (_, index) => `${name}/small/${index}.bin`);

/** What lies under a key. */
export function heldBytes(key: string): Uint8Array {
  return sampleBytes(key.endsWith("/big.bin") ? PARTS * MIB : 2000, key);
}

export async function startHeldSource(): Promise<HeldSource> {
  const reads = new Map<string, number>();
  const gates = new Map<string, PromiseWithResolvers<void>>();
  const gateOf = (name: string) => {
    const gate = gates.get(name) ?? Promise.withResolvers<void>();
    gates.set(name, gate);
    return gate;
  };
  const source = await startFlakySource({
    bytesOf: ({ key }) => heldBytes(key),
    hold: async ({ key, startByte, lastByte, method }) => {
      // A look at its version asks for one byte.
      if (method !== "GET" || lastByte === 0) {
        return;
      }
      const place = key.endsWith("/big.bin")
        ? Math.floor((startByte ?? 0) / MIB)
        : Number(/(\d+)\.bin$/.exec(key)?.[1]);
      if (place >= FREE) {
        await gateOf(key.split("/")[0] ?? "").promise;
      } else {
        reads.set(`${key} ${place}`, (reads.get(`${key} ${place}`) ?? 0) + 1);
      }
    },
  });
  return {
    url: source.url,
    reads,
    release: (name) => gateOf(name).resolve(),
    close: source.close,
  };
}
