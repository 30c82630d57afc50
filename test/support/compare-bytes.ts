// Bytes are compared as a whole: one by one, as `toEqual` does it otherwise, 12 MiB take sixteen seconds of computing.

import { expect } from "vitest";

const ADDED = Symbol.for("penstock.compare-bytes");

function areSameBytes(one: unknown, other: unknown): boolean | undefined {
  if (!(one instanceof Uint8Array && other instanceof Uint8Array)) {
    return undefined;
  }
  return one.constructor === other.constructor && Buffer.compare(one, other) === 0;
}

// Files of tests share a process, and what is added stays.
if (!Reflect.has(globalThis, ADDED)) {
  Reflect.set(globalThis, ADDED, true);
  expect.addEqualityTesters([areSameBytes]);
}
