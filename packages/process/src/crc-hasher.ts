import { createRequire } from "node:module";
import { crc32 } from "node:zlib";
import type { Hasher } from "@penstock/core";
import { CRC64_XZ_WASM } from "./crc-wasm.ts";

/** Where crc.wat wants the bytes, and how many at a time. */
const DATA_START = 49_152;
const DATA_BYTES = 1024 * 1024;

/** What the module exports. */
type Exports = {
  readonly memory: { readonly buffer: ArrayBuffer };
  update(crc: bigint, length: number): bigint;
};

/** Node's own types leave it out: only a browser's have it. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

/** CRC-32 (of zlib, gzip and S3) by Node itself. `digest` may be read at any time and does not end it. */
export const zlibCrc32Hasher = crc32HasherOf(crc32);

/** Likewise, with the processor's instructions for it: a third of the cost. */
export const crc32Hasher = nativeCrc32Hasher() ?? zlibCrc32Hasher;

function nativeCrc32Hasher(): (() => Hasher) | undefined {
  let native: typeof import("@node-rs/crc32");
  try {
    native = createRequire(import.meta.url)("@node-rs/crc32");
  } catch {
    // An optional package for each platform holds the program: not every install has one.
    return undefined;
  }
  return crc32HasherOf(native.crc32);
}

function crc32HasherOf(update: (bytes: Uint8Array, crc: number) => number): () => Hasher {
  return () => {
    let crc = 0;
    return {
      update(bytes) {
        crc = update(bytes, crc);
      },
      digest: () => crc.toString(16).padStart(8, "0"),
    };
  };
}

// Compiled with the first part that needs it, for all of them: it holds nothing of theirs between two calls.
let crc64: { readonly update: Exports["update"]; readonly data: Uint8Array } | undefined;

/** CRC-64/XZ in WebAssembly, likewise. */
export function crc64XzHasher(): Hasher {
  crc64 ??= openCrc64();
  const { update, data } = crc64;
  let crc = BigInt.asUintN(64, -1n);
  return {
    update(bytes) {
      for (let at = 0; at < bytes.length; at += DATA_BYTES) {
        const piece = bytes.subarray(at, at + DATA_BYTES);
        data.set(piece);
        crc = update(crc, piece.length);
      }
    },
    digest: () => BigInt.asUintN(64, ~crc).toString(16).padStart(16, "0"),
  };
}

function openCrc64(): NonNullable<typeof crc64> {
  const module = new WebAssembly.Module(Buffer.from(CRC64_XZ_WASM, "base64"));
  const { memory, update } = new WebAssembly.Instance(module).exports as Exports;
  return { update, data: new Uint8Array(memory.buffer, DATA_START, DATA_BYTES) };
}
