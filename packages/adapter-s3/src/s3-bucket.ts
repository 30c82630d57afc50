import type { S3Client } from "@aws-sdk/client-s3";
import type { StoreEncryption, StoreProfile, UploadRef } from "@penstock/core";
import type { S3Transport } from "./s3-transport.ts";

/** The bucket that a store writes to, and what its calls share. */
export type S3Bucket = {
  readonly client: S3Client;
  /** For the requests that carry bytes. */
  readonly transport: S3Transport;
  readonly name: string;
  readonly profile: StoreProfile;
  readonly encryption: StoreEncryption | undefined;
};

export function placeOf({ name }: S3Bucket, { key, uploadId }: UploadRef) {
  return { Bucket: name, Key: key, UploadId: uploadId };
}
