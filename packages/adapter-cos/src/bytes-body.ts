import type { PartBody } from "@penstock/core";

/** A body that is held in memory anyway. */
export function bytesBody(bytes: Uint8Array): PartBody {
  const again = () => once(bytes);
  return { lengthBytes: bytes.length, chunks: again(), again, isHeld: true };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield bytes;
}
