import type { SourceVersion } from "../transfers/transfer.js";
/** Names a version of a source; undefined where nothing but the size would tell it from another. */
export declare function sourceMark({ sizeBytes, validator }: SourceVersion): string | undefined;
