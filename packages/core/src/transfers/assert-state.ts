import type { Transfer, TransferState } from "./transfer.ts";

type StateOf<Kind extends TransferState["kind"]> = Extract<TransferState, { kind: Kind }>;

/** The state that `decide` has just looked at; anything else is a bug in the caller. */
export function assertState<Kind extends TransferState["kind"]>(
  transfer: Transfer,
  kind: Kind,
): StateOf<Kind> {
  if (!isState(transfer.state, kind)) {
    throw new Error(`transfer ${transfer.id} is ${transfer.state.kind}, not ${kind}`);
  }
  return transfer.state;
}

function isState<Kind extends TransferState["kind"]>(
  state: TransferState,
  kind: Kind,
): state is StateOf<Kind> {
  return state.kind === kind;
}
