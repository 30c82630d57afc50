import {
  type $Command,
  S3Client,
  type S3ClientResolvedConfig,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from "@aws-sdk/client-s3";
import type { Clock, StoreEncryption, StoreProfile, VersionMode } from "@penstock/core";
import { carriesCondition, createSender, type Network, type StoreClock } from "@penstock/transport";
import { toS3Error } from "./s3-errors.ts";
import type { Headers } from "./s3-headers.ts";
import { S3Rejections } from "./s3-rejections.ts";
import { createSdkHandler } from "./s3-sdk-handler.ts";

export type S3Credentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
};

export type S3Options = {
  readonly bucket: string;
  readonly region: string;
  /** Absent: Amazon's own for the region. */
  readonly endpoint?: string;
  /** Instead of the profile's. */
  readonly pathStyle?: boolean;
  /** Instead of the profile's. */
  readonly checksum?: "crc32" | "md5";
  /** As a source: the one sign to compare besides the size. */
  readonly sourceVersion?: VersionMode | undefined;
  readonly profile: StoreProfile;
  /** Absent: whatever the bucket does by itself. */
  readonly encryption?: StoreEncryption;
  /** Asked for every request, so that a rotated key is taken up at once. */
  readonly credentials: () => S3Credentials | Promise<S3Credentials>;
  /** How its servers are reached; left out, directly. */
  readonly network?: Network | undefined;
  /** Nothing is signed, and no credentials are asked for. */
  readonly isAnonymous?: boolean;
  /** The account that asks pays for what it reads and lists. */
  readonly requestPayer?: boolean;
  readonly clock: Clock;
};

type S3Command<Input extends ServiceInputTypes, Output extends ServiceOutputTypes> = $Command<
  Input,
  Output,
  S3ClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes
>;

export type S3Call<Input extends ServiceInputTypes, Output extends ServiceOutputTypes> = {
  /** The call and its object, for the errors. */
  readonly what: string;
  readonly command: S3Command<Input, Output>;
  /** Besides those that the SDK makes of the command. */
  readonly headers?: Headers;
  /** For everything, the response's body included. */
  readonly totalMs?: number;
};

/** Below 100 KB/s a transfer counts as dead, after this grace. */
const GRACE_MS = 60_000;
const SLOWEST_BYTES_PER_MS = 100;

const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/**
 * The SDK with every surprise switched off: it computes no checksums (they would turn a streamed body
 * into chunks without a Content-Length), waits for no `100 Continue`, retries nothing, signs by the
 * store's clock, and sends nothing by itself.
 */
export function createS3Client(
  options: S3Options,
  rejections: S3Rejections = new S3Rejections(options),
): S3Client {
  const client = new S3Client({
    region: options.region,
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
    forcePathStyle: options.pathStyle ?? options.profile.pathStyle,
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    expectContinueHeader: false,
    maxAttempts: 1,
    // The SDK keeps credentials that do not expire for ever; those that have expired it asks for again.
    credentials: async () => ({ ...(await options.credentials()), expiration: new Date(0) }),
    ...(options.isAnonymous === true && { signer: UNSIGNED }),
    // What fails is told by the errors; the SDK's own remarks would go to the console.
    logger: SILENT,
    requestHandler: createSdkHandler(createSender(options.network), rejections),
  });
  if (options.requestPayer === true) {
    client.middlewareStack.add(addingHeaders(PAYER), { step: "build", name: "penstockPayer" });
  }
  CLOCKS.set(client, rejections.clock);
  // The SDK follows only a clock that is minutes off, and by the one of this machine.
  Object.defineProperty(client.config, "systemClockOffset", {
    get: () => rejections.clock.aheadMs,
    set: () => undefined,
  });
  return client;
}

/** Signed like all others. */
export const PAYER: Headers = { "x-amz-request-payer": "requester" };

const UNSIGNED = { sign: async <Request>(request: Request): Promise<Request> => request };

const CLOCKS = new WeakMap<S3Client, StoreClock>();

/** The time that a call which moves this many bytes may take. */
export function callMs(bytes: number): number {
  return GRACE_MS + Math.ceil(bytes / SLOWEST_BYTES_PER_MS);
}

/**
 * One call of the SDK with a time limit, and with its errors translated. An aborted signal rejects
 * with its own reason.
 */
export async function callS3<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
  client: S3Client,
  { what, command, headers = {}, totalMs = callMs(0) }: S3Call<Input, Output>,
  signal: AbortSignal,
): Promise<Output> {
  signal.throwIfAborted();
  const limit = AbortSignal.any([signal, AbortSignal.timeout(totalMs)]);
  withHeaders(command, headers);
  const corrections = CLOCKS.get(client)?.corrections ?? 0;
  const call = { abortSignal: limit, requestTimeout: totalMs, what, corrections };
  try {
    return await client.send(command, call);
  } catch (error) {
    signal.throwIfAborted();
    throw toS3Error(what, error, carriesCondition(headers));
  }
}

/**
 * Lets a command carry headers as they are, signed like its own: the SDK would take a date apart,
 * and knows no header of another vendor.
 */
function withHeaders<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
  command: S3Command<Input, Output>,
  headers: Headers,
): void {
  // The last step before the one that signs.
  command.middlewareStack.add(addingHeaders(headers), { step: "build", name: "penstockHeaders" });
}

function addingHeaders(headers: Headers) {
  return <Args extends { readonly request: unknown }, Output>(
    next: (args: Args) => Promise<Output>,
  ) =>
    async (args: Args): Promise<Output> => {
      if (hasHeaders(args.request)) {
        Object.assign(args.request.headers, headers);
      }
      return await next(args);
    };
}

function hasHeaders(request: unknown): request is { readonly headers: Record<string, string> } {
  return typeof request === "object" && request !== null && "headers" in request;
}
