/** @aws-sdk/client-s3 with its defaults: UploadPart of what was read from a file, by HTTP or from S3. */
import { open } from "node:fs/promises";
import * as http from "node:http";
import * as https from "node:https";
import {
  CreateMultipartUploadCommand,
  GetObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { inParallel, upTo } from "../tools/in-parallel.ts";
import { readOptions, serveRuns } from "./serve-runs.ts";

export type AwsSdkOptions = {
  readonly endpoint: string;
  readonly bucket: string;
  readonly from: "file" | "http" | "s3";
  /** A path for a file, else a key at the endpoint. */
  readonly source: string;
  readonly sizeBytes: number;
  readonly partBytes: number;
  readonly atOnce: number;
};

const { endpoint, bucket, from, source, sizeBytes, partBytes, atOnce } =
  readOptions<AwsSdkOptions>();
const client = new S3Client({
  endpoint,
  region: "us-east-1",
  forcePathStyle: true,
  credentials: { accessKeyId: "bench-id", secretAccessKey: "bench-key" },
});
const { Agent, get } = endpoint.startsWith("https:") ? https : http;
const agent = new Agent({ keepAlive: true });

serveRuns(async (run) => {
  const place = { Bucket: bucket, Key: `aws-sdk-${from}-${run}` };
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(place));
  await using file = from === "file" ? await open(source) : undefined;

  async function bodyOf(startByte: number, lengthBytes: number) {
    if (file !== undefined) {
      return (await file.read(Buffer.allocUnsafe(lengthBytes), 0, lengthBytes, startByte)).buffer;
    }
    const range = `bytes=${startByte}-${startByte + lengthBytes - 1}`;
    if (from === "http") {
      return httpRange(range);
    }
    const response = await client.send(
      new GetObjectCommand({ Bucket: bucket, Key: source, Range: range }),
    );
    return response.Body as http.IncomingMessage;
  }

  await inParallel(upTo(Math.ceil(sizeBytes / partBytes)), atOnce, async (index) => {
    const startByte = index * partBytes;
    const lengthBytes = Math.min(partBytes, sizeBytes - startByte);
    await client.send(
      new UploadPartCommand({
        ...place,
        UploadId,
        PartNumber: index + 1,
        Body: await bodyOf(startByte, lengthBytes),
        ContentLength: lengthBytes,
      }),
    );
  });
});

function httpRange(range: string): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(`${endpoint}/${source}`, { agent, headers: { range } }, resolve).once("error", reject);
  });
}
