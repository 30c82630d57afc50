/** Of one that a client sends itself; larger ones lie where a connection or a URL leads. */
export const MAX_MANIFEST_BYTES = 64 * 1024 * 1024;

/** So long one is kept that no job names. */
export const MANIFEST_KEPT_MS = 24 * 3_600_000;
