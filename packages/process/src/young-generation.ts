import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/**
 * Lets what is made and soon forgotten have so much room. To be called before each batch, and before each turn of
 * a list: in the MiB that V8 begins with it is collected after every eight entries, and what is in use then is copied
 * until it counts as old, which costs as much as what is done with it. Parts and small jobs make little, and leave the room as
 * it is. V8 reads the flag whenever it collects, and shrinks what is idle.
 *
 * @param enoughBytes from there on it grows no further
 */
export function growYoungGeneration(enoughBytes: number): void {
  const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space");
  const isEnough = young !== undefined && young.space_size >= enoughBytes;
  setFlagsFromString(`--semi-space-growth-factor=${isEnough ? 1 : 2}`);
}

/** From now on it grows no further, as `keepHeapSmall` has it. */
export function holdYoungGeneration(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}
