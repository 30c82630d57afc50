export { assumeAwsRole, findAwsCredentials, type GivenCredentials } from "./aws-credentials.ts";
export type { S3Credentials, S3Options } from "./s3-client.ts";
export { createS3DocumentStore } from "./s3-document-store.ts";
export { createS3Lister } from "./s3-lister.ts";
export { createS3ObjectStore } from "./s3-object-store.ts";
export { createS3SourceReader } from "./s3-source-reader.ts";
