import { stat } from "node:fs/promises";
import type { Client } from "@penstock/client";
import type { JobRequestInput } from "@penstock/wire";
import {
  type Address,
  baseNameOf,
  parseDestination,
  parseSource,
  resolveSource,
  type WrittenSource,
} from "../address.ts";
import { connectToApi } from "../api-session.ts";
import { CommandFailure, EXIT, type ExitCode } from "../exit-codes.ts";
import { followToEnd } from "../follow-job.ts";
import { onInterrupt } from "../interrupt.ts";
import type { Output } from "../progress/display.ts";
import { jsonText } from "../progress/progress-text.ts";

type Pairs = Record<string, string>;

export type CopyOptions = {
  readonly partSize?: string;
  readonly overwrite: "always" | "never";
  readonly verify: "none" | "part" | "full";
  readonly attributes: "preserve" | "none" | "set";
  readonly contentType?: string;
  readonly cacheControl?: string;
  readonly contentDisposition?: string;
  readonly contentEncoding?: string;
  readonly contentLanguage?: string;
  readonly expires?: string;
  readonly storageClass?: string;
  readonly acl?: string;
  readonly metadata?: Pairs;
  readonly tag?: Pairs;
  readonly name?: string;
  readonly label?: Pairs;
  readonly detach?: true;
  readonly json?: true;
};

/** `penstock cp SRC DST`. */
export async function copy(
  { source, destination }: { readonly source: string; readonly destination: string },
  options: CopyOptions,
  output: Output,
): Promise<ExitCode> {
  const client = connectToApi(output.environment);
  const written = parseSource(source, process.cwd());
  const target = parseDestination(destination, baseNameOf(written));
  const request: JobRequestInput = {
    ...(options.name === undefined ? {} : { name: options.name }),
    source: await findSource(written, client),
    destination: target,
    options: toRequestOptions(options),
    ...(options.label !== undefined && { labels: options.label }),
  };
  const signal = onInterrupt();
  const job = await client.submitJob(request);
  if (options.detach) {
    const text = options.json ? jsonText({ type: "result", job }) : job.id;
    output.stdout.write(`${text}\n`);
    output.stderr.write(`the job is running; watch it with\n  → penstock watch ${job.id}\n`);
    return EXIT.ok;
  }
  return followToEnd(client, job.id, { output, isJson: options.json === true }, signal);
}

function toRequestOptions(options: CopyOptions): JobRequestInput["options"] {
  const { partSize, overwrite, verify, attributes, tag, metadata } = options;
  const { contentType, cacheControl, contentDisposition, contentEncoding } = options;
  const { contentLanguage, expires, storageClass, acl } = options;
  return {
    overwrite,
    verify,
    attributes,
    ...(partSize !== undefined && { partSize }),
    ...(contentType !== undefined && { contentType }),
    ...(cacheControl !== undefined && { cacheControl }),
    ...(contentDisposition !== undefined && { contentDisposition }),
    ...(contentEncoding !== undefined && { contentEncoding }),
    ...(contentLanguage !== undefined && { contentLanguage }),
    ...(expires !== undefined && { expires }),
    ...(storageClass !== undefined && { storageClass }),
    ...(acl !== undefined && { acl }),
    ...(metadata !== undefined && { metadata }),
    ...(tag !== undefined && { tags: tag }),
  };
}

async function findSource(written: WrittenSource, client: Client): Promise<Address> {
  if (written.kind === "named") {
    return written.address;
  }
  if (written.kind === "file") {
    await refuseNoFile(written.path);
  }
  const { data: connections } = await client.listConnections();
  return resolveSource(written, connections);
}

async function refuseNoFile(path: string): Promise<void> {
  const stats = await stat(path).catch((error: unknown) => {
    throw new CommandFailure(`the file ${path} does not exist or cannot be read`, {
      exitCode: EXIT.notFound,
      nextStep: "Check the path. Write a file that only the workers can read as connection:key.",
      cause: error,
    });
  });
  if (!stats.isFile()) {
    throw new CommandFailure(`${path} is not a file`, {
      exitCode: EXIT.usage,
      nextStep: "Name one file: a job copies one object.",
    });
  }
}
