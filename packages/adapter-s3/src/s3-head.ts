import {
  GetObjectCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  type S3Client,
} from "@aws-sdk/client-s3";
import { headOrReason } from "@penstock/transport";
import { callS3 } from "./s3-client.ts";
import type { Headers } from "./s3-headers.ts";

export type HeadRequest = {
  /** The call and its object, for the errors. */
  readonly what: string;
  readonly bucket: string;
  readonly key: string;
  readonly withChecksum?: boolean;
  readonly headers?: Headers;
};

/** HeadObject. Where a rejection has no code, a GET of the first byte asks for it. */
export async function headS3(
  client: S3Client,
  { what, bucket, key, withChecksum = false, headers = {} }: HeadRequest,
  signal: AbortSignal,
): Promise<HeadObjectCommandOutput> {
  const place = { Bucket: bucket, Key: key };
  const head = new HeadObjectCommand({
    ...place,
    ...(withChecksum ? { ChecksumMode: "ENABLED" as const } : {}),
  });
  return await headOrReason(
    async () => await callS3(client, { what, command: head, headers }, signal),
    async () => {
      // The bytes of an object are no response to a call: they reject as `store-response-invalid`.
      const command = new GetObjectCommand({ ...place, Range: "bytes=0-0" });
      await callS3(client, { what, command, headers }, signal);
    },
  );
}
