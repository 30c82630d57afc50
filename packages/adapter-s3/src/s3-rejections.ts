import { type Clock, PenstockError } from "@penstock/core";
import {
  describeStranger,
  type OpenResponse,
  readRejectionText,
  retryAfterOf,
  StoreClock,
  timeOf,
} from "@penstock/transport";
import { readErrorDocument, toS3Rejection } from "./s3-errors.ts";

/** A request as its rejection is to be judged. */
export type Asked = {
  /** The call and its object, for the errors. */
  readonly what: string;
  readonly method: string;
  readonly isConditional: boolean;
  /** What `clock.corrections` was before it was signed. */
  readonly corrections: number;
};

/** By which headers stores name a request: Amazon and who copies it, COS, OSS, Swift, Ceph, Google, MinIO, B2. */
const REQUEST_IDS = [
  "x-amz-request-id",
  "x-amz-id-2",
  "x-cos-request-id",
  "x-oss-request-id",
  "x-trans-id",
  "x-openstack-request-id",
  "x-rgw-request-id",
  "x-guploader-uploadid",
  "x-minio-deployment-id",
  "x-obs-request-id",
  "x-tos-request-id",
];

/** What a store's own rejection without a document may be called. */
const STORE_TYPES = /^(?:(?:application|text)\/xml|(?:application|binary)\/octet-stream)\b/i;

/** What passes, from the store or from a proxy: a proxy has limits as well. */
const PASSING = new Set([408, 429]);

/** What a bucket's rejections mean: whose they are, and whether a wrong clock of ours explains them. */
export class S3Rejections {
  readonly clock: StoreClock;
  /** A store that has named a request once names each of them. */
  #namesRequests = false;

  constructor({ clock }: { readonly clock: Clock }) {
    this.clock = new StoreClock(clock);
  }

  /** Of a response that is no rejection, or not yet known to be one. */
  note({ headers }: Pick<OpenResponse, "headers">): void {
    this.#namesRequests ||= isNamed(headers);
  }

  /** Reads the response to its end. */
  async read(asked: Asked, response: OpenResponse): Promise<PenstockError> {
    return this.judge(asked, response, await readRejectionText(response));
  }

  judge(
    { what, method, corrections, isConditional }: Asked,
    response: Pick<OpenResponse, "headers" | "status">,
    text: string,
  ): PenstockError {
    const { status, headers } = response;
    this.note(response);
    const document = readErrorDocument(text);
    if (!this.#isOwn(headers, document, text) && status < 500 && !PASSING.has(status)) {
      return new PenstockError(
        status >= 300 && status < 400 ? "store-unreachable" : "store-response-invalid",
        `${what}: an intermediary responded: ${describeStranger(response)}`,
        { details: { httpStatus: status } },
      );
    }
    const error = toS3Rejection(what, {
      status,
      method,
      isConditional,
      ...withHeaders(document, headers),
      ...retryAfterOf(response),
    });
    const date = timeOf(headers.date ?? document.serverTime);
    // A HEAD has no document that would tell an expired request from a wrong one.
    const mayBeTime =
      status === 403 || error.code === "clock-skewed" || (status === 400 && method === "HEAD");
    return mayBeTime && this.clock.explains(corrections, date)
      ? new PenstockError(
          "clock-skewed",
          `${error.message}, and its clock differs a lot from ours`,
          {
            cause: error,
            details: error.details,
          },
        )
      : error;
  }

  #isOwn(headers: OpenResponse["headers"], { isDocument }: ErrorDocument, text: string): boolean {
    if (isDocument || isNamed(headers)) {
      return true;
    }
    const type = headers["content-type"] ?? "";
    return !this.#namesRequests && text.trim() === "" && (type === "" || STORE_TYPES.test(type));
  }
}

type ErrorDocument = ReturnType<typeof readErrorDocument>;

function isNamed(headers: OpenResponse["headers"]): boolean {
  return REQUEST_IDS.some((name) => headers[name] !== undefined);
}

/** Where a HEAD has no document, headers say some of it. */
function withHeaders(document: ErrorDocument, headers: OpenResponse["headers"]): ErrorDocument {
  const id = REQUEST_IDS.find((name) => headers[name] !== undefined) ?? "";
  return {
    ...document,
    requestId: document.requestId ?? headers[id]?.toString(),
    region: document.region ?? headers["x-amz-bucket-region"]?.toString(),
  };
}
