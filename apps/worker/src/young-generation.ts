import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/**
 * With 256 entries in flight, what they need at once does not fit in less, and is copied until it counts as old: then an
 * object of 10 KiB costs 430 µs with 4 MiB, 330 with 32, and 265 without a bound, where the process holds 235, 238 and
 * 267 MiB.
 */
const ENOUGH_BYTES = 32 * 1024 * 1024;

/**
 * To be called before each batch. What is made for an entry is young and short-lived; in the MiB that V8
 * begins with it is collected after every eight entries, which costs as much as their requests. Parts make
 * little, and leave it as it is. V8 reads the flag whenever it collects, and shrinks what is idle.
 */
export function growYoungGeneration(): void {
  const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space");
  const isEnough = young !== undefined && young.space_size >= ENOUGH_BYTES;
  setFlagsFromString(`--semi-space-growth-factor=${isEnough ? 1 : 2}`);
}
