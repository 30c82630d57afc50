/** cos-nodejs-sdk-v5 with its defaults: a file by `sliceUploadFile`, HTTP by `multipartUpload` of the stream. */
import { Agent, get, type IncomingMessage } from "node:http";
import Cos from "cos-nodejs-sdk-v5";
import { inParallel, upTo } from "../tools/in-parallel.ts";
import type { AwsSdkOptions } from "./aws-sdk.ts";
import { readOptions, serveRuns } from "./serve-runs.ts";

const { endpoint, bucket, from, source, sizeBytes, partBytes, atOnce } =
  readOptions<AwsSdkOptions>();
const cos = new Cos({
  SecretId: "bench-id",
  SecretKey: "bench-key",
  Protocol: "http:",
  Domain: new URL(endpoint).host,
  ChunkParallelLimit: atOnce,
});
const agent = new Agent({ keepAlive: true });
const place = { Bucket: bucket, Region: "ap-guangzhou" };

serveRuns(async (run) => {
  const Key = `cos-sdk-${from}-${run}`;
  if (from === "file") {
    await cos.sliceUploadFile({ ...place, Key, FilePath: source, ChunkSize: partBytes });
    return;
  }
  const { UploadId } = await cos.multipartInit({ ...place, Key });
  await inParallel(upTo(Math.ceil(sizeBytes / partBytes)), atOnce, async (index) => {
    const startByte = index * partBytes;
    const ContentLength = Math.min(partBytes, sizeBytes - startByte);
    const Body = await httpRange(`bytes=${startByte}-${startByte + ContentLength - 1}`);
    await cos.multipartUpload({
      ...place,
      Key,
      UploadId,
      PartNumber: index + 1,
      Body,
      ContentLength,
    });
  });
});

function httpRange(range: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(`${endpoint}/${source}`, { agent, headers: { range } }, resolve).once("error", reject);
  });
}
