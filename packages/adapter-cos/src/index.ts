export { cosBucketHost } from "./cos-domain.ts";
export { createCosObjectStore } from "./cos-object-store.ts";
export type { CosCredentials, CosOptions } from "./cos-options.ts";
export { createCosSmallObjects } from "./cos-small-objects.ts";
export { createCosSourceReader } from "./cos-source-reader.ts";
