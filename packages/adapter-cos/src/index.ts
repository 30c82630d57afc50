export { createCosDocumentStore } from "./cos-document-store.ts";
export { cosBucketHost } from "./cos-domain.ts";
export { createCosLister } from "./cos-lister.ts";
export { createCosObjectStore } from "./cos-object-store.ts";
export type { CosCredentials, CosOptions } from "./cos-options.ts";
export { createCosSourceReader } from "./cos-source-reader.ts";
export {
  assumeByWebIdentity,
  assumeTencentRole,
  findCvmCredentials,
  type GivenCosCredentials,
} from "./tencent-credentials.ts";
export { type AskTencent, askTencent } from "./tencent-http.ts";
