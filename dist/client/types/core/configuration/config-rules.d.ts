import { PenstockError } from "../failures/errors.js";
import type { ConfigRecord } from "../ports/config-journal.js";
import type { ConfigDocument, ConfigKind } from "../ports/config-store.js";
export declare function isConfigKind(kind: string): boolean;
export declare function isConfigName(name: string): boolean;
/** @throws RangeError for a kind that no owner may give, PenstockError `request-invalid` for a name */
export declare function assertConfigName(kind: string, name: string): void;
/**
 * What a document would hold, checked by its kind, and looked through for secrets: a document is shown,
 * copied and kept in the clear.
 *
 * @param secrets those that this process knows
 * @throws PenstockError `request-invalid`, `request-too-large`
 */
export declare function checkedConfigValue(kind: ConfigKind<unknown>, name: string, value: unknown, secrets: ReadonlySet<string>): object;
/**
 * The record after a change of `current`.
 *
 * @throws PenstockError `state-conflict` when another caller changed it since the caller read it
 */
export declare function nextConfigRecord(current: ConfigRecord | undefined, change: Omit<ConfigRecord, "revision"> & {
    readonly expected: number;
}): ConfigRecord;
export declare function configConflict(kind: string, name: string, revision?: number): PenstockError;
/** Undefined for a deleted one. Throws what the kind throws for a value that it does not know. */
export declare function configDocumentOf<Value>(kind: ConfigKind<Value>, { name, revision, changedAtMs, value }: ConfigRecord): ConfigDocument<Value> | undefined;
