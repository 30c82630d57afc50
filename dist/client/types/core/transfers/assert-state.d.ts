import type { Transfer, TransferState } from "./transfer.js";
type StateOf<Kind extends TransferState["kind"]> = Extract<TransferState, {
    kind: Kind;
}>;
/** The state that `decide` has just looked at; anything else is a bug in the caller. */
export declare function assertState<Kind extends TransferState["kind"]>(transfer: Transfer, kind: Kind): StateOf<Kind>;
export {};
