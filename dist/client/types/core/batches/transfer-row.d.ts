import type { Transfer } from "../transfers/transfer.js";
import type { Row } from "./row.js";
/**
 * The row of a large entry, made of the transfer that it became; undefined while that is not terminal. It
 * never changes afterwards, so that two recorders make the same row.
 */
export declare function rowOfTransfer({ source, destination, state, generation, }: Transfer): Row | undefined;
