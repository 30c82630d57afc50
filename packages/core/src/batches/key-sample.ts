import { Crc64Xz } from "../bytes/crc64-xz.ts";

/** Chooses so many of a hundred keys, the same ones each time, wherever they lie. */
export function isInSample(key: string, percent: number): boolean {
  const crc = new Crc64Xz();
  crc.update(new TextEncoder().encode(key));
  return Number(BigInt(`0x${crc.digest()}`) % 100n) < percent;
}
