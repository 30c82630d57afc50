import { createRequire } from "node:module";
import type { Hasher } from "@penstock/core";
import { CRC32_WASM, CRC64_XZ_WASM } from "./crc-wasm.ts";

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

/** CRC-64/XZ in WebAssembly. `digest` may be read at any time and does not end it. */
export const crc64XzHasher = hashersOf(CRC64_XZ_WASM, 64);

/** CRC-32 (of zlib, gzip and S3), likewise: with the copy still half of what zlib's own costs. */
export const crc32WasmHasher = hashersOf(CRC32_WASM, 32);

/** CRC-32 with the processor's instructions for it: it needs no copy, and costs two thirds of the other. */
export const crc32Hasher = nativeCrc32Hasher() ?? crc32WasmHasher;

function nativeCrc32Hasher(): (() => Hasher) | undefined {
  let native: typeof import("@node-rs/crc32");
  try {
    native = createRequire(import.meta.url)("@node-rs/crc32");
  } catch {
    // An optional package for each platform holds the program: not every install has one.
    return undefined;
  }
  return () => {
    let crc = 0;
    return {
      update(bytes) {
        crc = native.crc32(bytes, crc);
      },
      digest: () => crc.toString(16).padStart(8, "0"),
    };
  };
}

/** All hashers of a kind share one instance, which holds nothing of theirs between two calls. */
function hashersOf(wasm: string, bits: 32 | 64): () => Hasher {
  // Compiled with the first part that needs it: most roles never do.
  let instance: { readonly update: Exports["update"]; readonly data: Uint8Array } | undefined;

  function open(): NonNullable<typeof instance> {
    const module = new WebAssembly.Module(Buffer.from(wasm, "base64"));
    const { memory, update } = new WebAssembly.Instance(module).exports as Exports;
    return { update, data: new Uint8Array(memory.buffer, DATA_START, DATA_BYTES) };
  }

  return () => {
    instance ??= open();
    const { update, data } = instance;
    let crc = BigInt.asUintN(bits, -1n);
    return {
      update(bytes) {
        for (let at = 0; at < bytes.length; at += DATA_BYTES) {
          const piece = bytes.subarray(at, at + DATA_BYTES);
          data.set(piece);
          crc = update(crc, piece.length);
        }
      },
      digest: () =>
        BigInt.asUintN(bits, ~crc)
          .toString(16)
          .padStart(bits / 4, "0"),
    };
  };
}
