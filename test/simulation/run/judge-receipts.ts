import type { FrozenReceipt, Transfer, TransferStateKind } from "@penstock/core";

/** What is stored has a receipt in place of its parts. */
export const PARTS_ARE_KEPT: readonly TransferStateKind[] = [
  "uploading",
  "completing",
  "verifying",
  "aborting",
];

/** A receipt is there from the step on that stores its transfer, and its parts are those of the plan. */
export function judgeReceipt(
  { id, state }: Transfer,
  receipt: FrozenReceipt | undefined,
  breaks: (invariant: string, detail: string) => void,
): void {
  const parts = state.kind === "stored" ? state.upload.plan.partCount : undefined;
  if (receipt?.frozenParts.length !== parts) {
    breaks("a transfer has its receipt as soon as it is stored, and not before", id);
  }
}
