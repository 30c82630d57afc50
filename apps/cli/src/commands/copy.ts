import { stat } from "node:fs/promises";
import type { Client } from "@penstock/client";
import type { JobRequestInput } from "@penstock/wire";
import {
  baseNameOf,
  parseDestination,
  parseSource,
  resolveSource,
  type SourceOfOne,
  type WrittenSource,
} from "../address.ts";
import { connectToApi } from "../api-session.ts";
import { lookUp } from "../curl.ts";
import { CommandFailure, EXIT, type ExitCode } from "../exit-codes.ts";
import { runJob } from "../follow-job.ts";
import type { Output } from "../progress/display.ts";
import { isOfMany, routeOfMany, type SelectionOptions, type WrittenRoute } from "../selection.ts";

type Pairs = Record<string, string>;

/** What a job is told: that of `cp` and that of a schedule. */
export type JobOptions = SelectionOptions & {
  readonly weight?: number;
  readonly bwlimit?: string;
  readonly deadline?: string;
  readonly partSize?: string;
  readonly overwrite?: "always" | "never" | "if_different";
  readonly compare?: "content" | "size" | "size+time";
  readonly missing?: "fail" | "skip";
  readonly allowEmpty?: true;
  readonly report?: "all" | "changed";
  readonly marker?: string;
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
};

export type CopyOptions = JobOptions & {
  readonly name?: string;
  readonly label?: Pairs;
  readonly detach?: true;
  /** In milliseconds. */
  readonly wait?: number;
  readonly idempotencyKey?: string;
  readonly dryRun?: true;
  readonly json?: true;
};

/** `penstock cp SRC DST`. */
export async function copy(
  { source, destination }: WrittenRoute,
  options: CopyOptions,
  output: Output,
): Promise<ExitCode> {
  const client = connectToApi(output);
  const request: JobRequestInput = {
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(await bodyOf(client, { source, destination }, options)),
    ...(options.label !== undefined && { labels: options.label }),
  };
  const isJson = options.json === true;
  const { idempotencyKey } = options;
  const isDetached = options.detach === true;
  const waitMs = options.wait;
  return runJob(client, request, { output, isJson, isDetached, idempotencyKey, waitMs });
}

/** What moves where, and how. */
export async function bodyOf(
  client: Client,
  route: WrittenRoute,
  options: JobOptions,
): Promise<JobRequestInput> {
  const { marker } = options;
  if (marker !== undefined && !isOfMany(options)) {
    throw new CommandFailure("--marker is written after a list of objects", {
      exitCode: EXIT.usage,
      nextStep:
        "Add -r or --manifest, or leave it out: one object says by itself that it is there.",
    });
  }
  return {
    ...(isOfMany(options)
      ? await routeOfMany(client, route, options)
      : await routeOfOne(client, route)),
    ...(options.weight !== undefined && { weight: options.weight }),
    ...(options.bwlimit !== undefined && { limits: { bytesPerSecond: options.bwlimit } }),
    ...(options.deadline !== undefined && { deadline: options.deadline }),
    ...(marker !== undefined && { onSuccess: { marker } }),
    options: toRequestOptions(options),
  };
}

type Route = Pick<JobRequestInput, "source" | "destination">;

async function routeOfOne(client: Client, { source, destination }: WrittenRoute): Promise<Route> {
  const written = parseSource(source, process.cwd());
  const target = parseDestination(destination, baseNameOf(written));
  return { source: await findSource(written, client), destination: target };
}

function toListOptions(options: JobOptions): JobRequestInput["options"] {
  const { compare, missing, allowEmpty, report } = options;
  return {
    ...(compare !== undefined && { compare }),
    ...(missing !== undefined && { missing }),
    ...(allowEmpty !== undefined && { allowEmpty }),
    ...(report !== undefined && { report }),
  };
}

function toRequestOptions(options: JobOptions): JobRequestInput["options"] {
  const { partSize, overwrite, verify, attributes, tag, metadata } = options;
  const { contentType, cacheControl, contentDisposition, contentEncoding } = options;
  const { contentLanguage, expires, storageClass, acl } = options;
  return {
    ...(overwrite !== undefined && { overwrite }),
    ...toListOptions(options),
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

async function findSource(written: WrittenSource, client: Client): Promise<SourceOfOne> {
  if (written.kind === "named") {
    return written.address;
  }
  if (written.kind === "file") {
    await refuseNoFile(written.path);
  }
  const { data: connections } = await lookUp(() => client.listConnections());
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
      nextStep: "Add -r to copy every file below a folder.",
    });
  }
}
