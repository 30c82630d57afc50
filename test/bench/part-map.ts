import { encodePartMap, PART_STATES, type PartState } from "@penstock/core";
import { seededRandom } from "@penstock/testkit";
import type { PartMapView } from "@penstock/wire";
import type { Bench } from "./result.ts";

const PARTS = 10_000;

/** What the API sends of the states of 10,000 parts, in the worst of these orders. */
export const partMap: Bench = {
  name: "part-map",
  run: async () => {
    const random = seededRandom(1);
    const any = () => PART_STATES[Math.floor(random.unit() * PART_STATES.length)] ?? "P";
    const orders: Readonly<Record<string, (index: number) => PartState>> = {
      "all stored": () => "S",
      "half of them stored": (index) => (index < PARTS / 2 ? "S" : "P"),
      "every second one stored": (index) => (index % 2 === 0 ? "S" : "P"),
      "runs of three": (index) => PART_STATES[Math.floor(index / 3) % PART_STATES.length] ?? "P",
      "by chance": any,
    };
    const sizes = Object.entries(orders).map(([name, stateAt]) => ({
      name,
      bytes: bytesOf(stateAt),
    }));
    const bytes = Math.max(...sizes.map((each) => each.bytes));
    const note = sizes.map((each) => `${each.name} ${each.bytes}`).join(", ");
    return [{ name: "part-map", unit: "B", ours: bytes, bytes, runs: 1, note }];
  },
};

function bytesOf(stateAt: (index: number) => PartState): number {
  const states = Array.from({ length: PARTS }, (_, index) => stateAt(index));
  const view: PartMapView = {
    transferId: "tr_01k9ze2m7q0000000000000000",
    ...encodePartMap(states),
    failures: { kept: 100, total: PARTS },
  };
  return Buffer.byteLength(JSON.stringify(view));
}
