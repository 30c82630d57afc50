import type { ListingStore, Shard } from "@penstock/core";
import type { BulkJob } from "./large-transfers.ts";
import type { Middle } from "./list-middle.ts";
import type { ListingState } from "./listing-state.ts";

type Split = {
  readonly job: BulkJob;
  readonly shard: Shard;
  readonly middle: Middle;
  readonly state: ListingState;
};

/**
 * Makes two shards of one, and ends the second where nothing comes behind the middle.
 *
 * @returns the first as it is by now
 */
export async function splitShard(
  listings: Pick<ListingStore, "splitShard" | "addListed">,
  { job: { tenant, id }, shard, middle, state }: Split,
): Promise<Shard | undefined> {
  const { epoch } = state;
  const { number } = shard;
  if (!(await listings.splitShard(tenant, id, { epoch, number, middle: middle.key }))) {
    return shard;
  }
  const first = await state.readAgain(shard);
  const second = state.shards.find(({ after }) => after === middle.key);
  if (!middle.isEnd || second === undefined) {
    return first;
  }
  const { number: secondNumber, ...range } = second;
  await listings.addListed(tenant, id, {
    ...{ epoch, shard: secondNumber, ...range, taken: second.after },
    ...{ isEnd: true, batches: [], large: [] },
  });
  return state.readAgain(shard);
}
