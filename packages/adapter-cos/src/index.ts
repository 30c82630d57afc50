export { createCosObjectStore } from "./cos-object-store.ts";
export type { CosCredentials, CosOptions } from "./cos-request.ts";
export { createCosSourceReader } from "./cos-source-reader.ts";
