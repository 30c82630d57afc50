import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { SINK_BUCKET } from "../bench-cluster.ts";
import { AT_ONCE, type Lab, PART_MIB } from "../lab.ts";
import { isOnPath } from "../tools/commands.ts";
import { measuredCore } from "../tools/pinning.ts";
import type { AwsSdkOptions } from "./aws-sdk.ts";
import { type Contender, commandContender, processContender } from "./contender.ts";

const MIB = 1024 * 1024;
const CHUNK_BYTES = 256 * 1024;

/** Those who show how cheap it can be: they neither sign nor hash, and continue nothing that fails. */
export const FLOORS: readonly string[] = ["curl", "c-relay"];

/** Makes contenders of the programs that are on PATH, all of them set to our part size and parallelism. */
export type Peers = {
  /** `line` is given a key that was not used before. */
  command(program: string, line: (key: string) => string, name?: string): readonly Contender[];
  cRelay(): readonly Contender[];
  awsSdk(from: AwsSdkOptions["from"], source: string): Promise<Contender>;
  libStorage(path: string): Promise<Contender>;
  cosSdk(from: "file" | "http", source: string): Promise<Contender>;
  readonly rclone: string;
  readonly s3cmd: string;
  readonly s5cmd: string;
  readonly aws: string;
};

/** @param endpoint of the sink that all of them carry to: with TLS, or without */
export function peersOf(lab: Lab, endpoint = lab.sink.url): Peers {
  const { sink, sizeMib, folder } = lab;
  const { certificatePath } = lab.tlsSink;
  const trust = trusting(certificatePath);
  const environment = { ...credentialsFor(folder), ...trust };
  const sdk = (from: AwsSdkOptions["from"], source: string): AwsSdkOptions => ({
    endpoint,
    bucket: SINK_BUCKET,
    from,
    source,
    sizeBytes: sizeMib * MIB,
    partBytes: PART_MIB * MIB,
    atOnce: AT_ONCE,
  });
  return {
    command: (program, line, name = program) =>
      isOnPath(program)
        ? [
            commandContender(
              name,
              () => `${measuredCore} bash -o pipefail -c '${line(newKey(program))}'`,
              { ...environment, ...rcloneRemotes(endpoint) },
            ),
          ]
        : [],
    cRelay: () =>
      lab.relayProgram === undefined
        ? []
        : [
            commandContender(
              "c-relay",
              () =>
                [
                  measuredCore,
                  ...[lab.relayProgram, sink.port, sizeMib * MIB],
                  ...[PART_MIB * MIB, AT_ONCE, CHUNK_BYTES],
                ].join(" "),
              {},
            ),
          ],
    awsSdk: (from, source) =>
      processContender("aws-sdk", import.meta.resolve("./aws-sdk.ts"), sdk(from, source), {
        environment: trust,
      }),
    libStorage: (path) =>
      processContender("lib-storage", import.meta.resolve("./lib-storage.ts"), sdk("file", path)),
    cosSdk: (from, source) =>
      processContender("cos-nodejs-sdk-v5", import.meta.resolve("./cos-sdk.ts"), sdk(from, source)),
    rclone: `rclone --retries 1 --low-level-retries 1 --transfers ${AT_ONCE}`,
    s3cmd: [
      `s3cmd -q --no-ssl --host=127.0.0.1:${sink.port} --host-bucket= --region=us-east-1`,
      `--access_key=bench-id --secret_key=bench-key --multipart-chunk-size-mb=${PART_MIB}`,
    ].join(" "),
    s5cmd: `s5cmd --no-verify-ssl --endpoint-url ${endpoint}`,
    aws: `aws --ca-bundle ${certificatePath} --endpoint-url ${endpoint} s3`,
  };
}

/** Of the whole run: what a program finds under a key already it may leave as it is. */
let keys = 0;

function newKey(program: string): string {
  keys += 1;
  return `${program}-${keys}`;
}

function credentialsFor(folder: string): NodeJS.ProcessEnv {
  const config = join(folder, "aws-config");
  const s3 = [
    `max_concurrent_requests = ${AT_ONCE}`,
    `multipart_threshold = ${PART_MIB}MB`,
    `multipart_chunksize = ${PART_MIB}MB`,
  ];
  writeFileSync(config, `[default]\ns3 =\n  ${s3.join("\n  ")}\n`);
  return {
    AWS_CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_ACCESS_KEY_ID: "bench-id",
    AWS_SECRET_ACCESS_KEY: "bench-key",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CA_BUNDLE: undefined,
  };
}

/** What makes rclone and Node believe the sink's certificate; awscli's variable stops rclone. */
function trusting(certificatePath: string): NodeJS.ProcessEnv {
  return {
    RCLONE_CA_CERT: certificatePath,
    NODE_EXTRA_CA_CERTS: certificatePath,
  };
}

/** Two names for the sink: between them rclone carries the bytes instead of asking for a copy. */
function rcloneRemotes(endpoint: string): NodeJS.ProcessEnv {
  const settings = {
    TYPE: "s3",
    PROVIDER: "Other",
    ENDPOINT: endpoint,
    REGION: "us-east-1",
    ACCESS_KEY_ID: "bench-id",
    SECRET_ACCESS_KEY: "bench-key",
    CHUNK_SIZE: `${PART_MIB}Mi`,
    UPLOAD_CUTOFF: `${PART_MIB}Mi`,
    UPLOAD_CONCURRENCY: String(AT_ONCE),
    NO_CHECK_BUCKET: "true",
  };
  const remote = (name: string) =>
    Object.entries(settings).map(([key, value]) => [`RCLONE_CONFIG_${name}_${key}`, value]);
  return { RCLONE_CONFIG: "/dev/null", ...Object.fromEntries([...remote("A"), ...remote("B")]) };
}
