import type { TenantWork } from "../ports/part-dispatch.js";
/**
 * How many parts of each tenant may be in flight. Those with work share what the workers can do; what
 * one of them cannot use, because nothing of it waits, goes to the others. One without work may
 * begin with the share that it would have beside them.
 */
export declare function inFlightLimits(slots: number, tenants: readonly TenantWork[]): ReadonlyMap<string, number>;
/** It has parts in flight, or some that wait to be. */
export declare function isActive({ inFlight, queuedTransfers }: TenantWork): boolean;
