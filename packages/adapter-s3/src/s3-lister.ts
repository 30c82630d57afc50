import { checkedPage, type Lister, type PageQuery, toSourceError } from "@penstock/core";
import { readListing, readResponseBytes } from "@penstock/transport";
import { createS3Client, type S3Options } from "./s3-client.ts";
import { S3Rejections } from "./s3-rejections.ts";
import { invalid } from "./s3-responses.ts";
import { createS3Transport, type S3Transport } from "./s3-transport.ts";
import { pagePlace, unorderedPage } from "./unordered-page.ts";

/** What a page can have at the most (API reference, ListObjectsV2). */
const MAX_PAGE_KEYS = 1000;
/** A page of 1000 objects has 4 MB when their keys are as long as can be and percent-encoded. */
const MAX_PAGE_BYTES = 8 * 1024 * 1024;

/**
 * Lists a bucket of an S3 server. The pages go past the SDK, which costs 27 µs of CPU a key; they
 * begin behind a key and never by a token, which is the server's own and expires.
 */
export function createS3Lister(options: S3Options): Lister & { close(): void } {
  const rejections = new S3Rejections(options);
  const client = createS3Client(options, rejections);
  const transport = createS3Transport(options, client, rejections);
  return {
    page: async (query, limit, signal) => {
      const document = await readPage(transport, parametersOf(options, query, limit), signal);
      // Amazon writes a space as "+".
      const page = readListing(document, { isPlusSpace: true });
      if (page === undefined) {
        throw toSourceError(invalid(whatOf(query), "that is no list of objects"));
      }
      return isUnordered(options) ? unorderedPage(query, page) : checkedPage(query, page);
    },
    close() {
      client.destroy();
      transport.close();
    },
  };
}

function whatOf({ prefix, after }: PageQuery): string {
  return `list "${prefix}" behind "${after}"`;
}

type Asked = {
  readonly what: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
};

/** Without it a list does not tell which archived objects have been restored (API reference, ListObjectsV2). */
const WITH_RESTORE_STATUS = { "x-amz-optional-object-attributes": "RestoreStatus" };

function isUnordered({ profile }: S3Options): boolean {
  return profile.listing === "unordered";
}

function parametersOf(options: S3Options, query: PageQuery, limit: number): Asked {
  const { profile } = options;
  const { prefix } = query;
  const isSecond = profile.behaviour.listVersion.is === 2;
  const hasTokens = isUnordered(options);
  const after = hasTokens ? pagePlace(query.after).token : query.after;
  const behind = hasTokens ? "continuation-token" : "start-after";
  return {
    what: whatOf(query),
    headers: profile.archivedClasses.length > 0 ? WITH_RESTORE_STATUS : {},
    query: {
      ...(isSecond && { "list-type": "2" }),
      "encoding-type": "url",
      // The number of a key in its page is kept: every page has the same size.
      "max-keys": String(hasTokens ? MAX_PAGE_KEYS : Math.min(limit, MAX_PAGE_KEYS)),
      ...(prefix !== "" && { prefix }),
      ...(after !== "" && { [isSecond ? behind : "marker"]: after }),
    },
  };
}

async function readPage(
  transport: S3Transport,
  { what, query, headers }: Asked,
  signal: AbortSignal,
): Promise<Buffer> {
  try {
    const response = await transport.get({ what, key: "", query, headers }, signal);
    const document = await readResponseBytes(response, MAX_PAGE_BYTES);
    if (document === undefined) {
      throw invalid(what, `of more than ${MAX_PAGE_BYTES} bytes`);
    }
    return document;
  } catch (error) {
    throw toSourceError(error);
  }
}
