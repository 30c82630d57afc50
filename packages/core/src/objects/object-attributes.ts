// What travels with the bytes: the attributes that a new object gets, and those left behind.

import { storedCoding } from "./content-coding.ts";

/** The name under which an object's metadata tell whose it is. It never travels. */
export const TOKEN_NAME = "penstock-token";

/**
 * Written to the metadata of what a bulk job moves, so that a later run can tell that a source is
 * unchanged, however its store and the destination's spell their ETags. It never travels.
 */
export const SOURCE_MARK_NAME = "penstock-source";

/** Metadata that Penstock writes of its own, and that never travels. */
export const OWN_NAMES: readonly string[] = [TOKEN_NAME, SOURCE_MARK_NAME];

export type ObjectAttributes = {
  readonly contentType?: string;
  readonly cacheControl?: string;
  readonly contentDisposition?: string;
  readonly contentEncoding?: string;
  readonly contentLanguage?: string;
  /** An HTTP date, sent as it is. */
  readonly expires?: string;
  /** User metadata: names in lower case, printable ASCII. */
  readonly metadata: Readonly<Record<string, string>>;
  /** In the store's own words: `STANDARD_IA`, `ARCHIVE`, … */
  readonly storageClass?: string;
  /** A canned one, in the store's own words: `private`, `public-read`, … */
  readonly acl?: string;
  /** At most 10. */
  readonly tags?: Readonly<Record<string, string>>;
};

/**
 * Which attributes a new object gets.
 *
 * - `preserve`: those of its source, and those that the job gives, which win.
 * - `set`: those that the job gives.
 * - `none`: none at all.
 */
export type AttributePolicy = "preserve" | "none" | "set";

/** Attributes of a source that its copy does not get: by the names that a job gives them under. */
export type LeftBehind = { readonly names: readonly string[]; readonly reason: string };

/** What a source says of its object, besides its bytes. */
export type SourceAttributes = {
  /** As the source spells them: whether a store can take them is seen later. */
  readonly attributes: ObjectAttributes;
  /** What it has and no copy gets. */
  readonly leftBehind: readonly LeftBehind[];
};

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

const PLAIN = {
  contentType: "content-type",
  cacheControl: "cache-control",
  contentDisposition: "content-disposition",
  contentLanguage: "content-language",
  expires: "expires",
} as const satisfies Partial<Record<keyof ObjectAttributes, string>>;

const PLAIN_HEADERS = Object.entries(PLAIN);

const STAYING: readonly (readonly [header: RegExp, name: string, reason: string])[] = [
  [/^x-(amz|cos|oss)-storage-class$/, "storageClass", "the destination has classes of its own"],
  [/^x-(amz|cos|oss)-tagging-count$/, "tags", "tags are not read: give those that it shall have"],
  [/^x-(amz|cos)-website-redirect-location$/, "websiteRedirect", "redirects do not travel"],
  [/^x-(amz|cos)-object-lock-(mode|legal-hold)$/, "objectLock", "locks do not travel"],
  [/^x-amz-missing-meta$/, "metadata", "the source shows only what fits in a header"],
];

/** What the headers of a HEAD or GET, by lower-case name, say of the object. */
export function sourceAttributesOf(headers: Headers): SourceAttributes {
  const plain: Record<string, string> = {};
  for (const [name, header] of PLAIN_HEADERS) {
    const value = textOf(headers[header]);
    if (value !== undefined && value !== "") {
      plain[name] = value;
    }
  }
  const contentEncoding = storedCoding(textOf(headers["content-encoding"]));
  // Most responses have few headers of their vendor, and each name would be compared with each of the patterns.
  const ofVendor = Object.entries(headers).filter(([name]) => name.startsWith("x-"));
  return {
    attributes: {
      ...plain,
      ...(contentEncoding !== undefined && { contentEncoding }),
      metadata: metadataOf(ofVendor),
    },
    leftBehind: STAYING.filter(([header]) =>
      ofVendor.some(([name, value]) => header.test(name) && isSet(name, value)),
    ).map(([, name, reason]) => ({ names: [name], reason })),
  };
}

function metadataOf(
  headers: readonly (readonly [string, Headers[string]])[],
): Record<string, string> {
  return Object.fromEntries(
    headers.flatMap(([header, value]) => {
      const name = /^x-(?:amz|cos|oss)-meta-(.+)$/.exec(header)?.[1];
      return name === undefined || OWN_NAMES.includes(name) ? [] : [[name, textOf(value) ?? ""]];
    }),
  );
}

function isSet(name: string, value: Headers[string]): boolean {
  const standard = name.endsWith("-storage-class") ? /^standard$/i : /^0?$|^off$/i;
  return value !== undefined && !standard.test(textOf(value) ?? "");
}

function textOf(value: Headers[string]): string | undefined {
  return typeof value === "string" || value === undefined ? value : value.join(", ");
}

/** COS and S3 take 2 KiB of names and values; the token is one of them. */
const MAX_METADATA_BYTES = 2048;
const MAX_VALUE_BYTES = 1024;

/** COS document 436/7746: a header with "_" or "." is refused there. */
const METADATA_NAMES = { strict: /^[a-z0-9-]+$/, free: /^[a-z0-9][a-z0-9._-]*$/ };

const HTTP_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;

/** What the names of metadata may hold: letters, digits and hyphens, or dots and underscores too. */
export type MetadataNames = keyof typeof METADATA_NAMES;

type Chosen = {
  readonly attributes: ObjectAttributes;
  readonly leftBehind: readonly LeftBehind[];
};

/**
 * What the new object gets: what the job gives, completed by what the source says where the policy
 * lets it travel. Nothing is left out without being told.
 */
export function chooseAttributes(
  policy: AttributePolicy,
  given: ObjectAttributes,
  found: SourceAttributes,
  destination: { readonly metadataNames: MetadataNames; readonly token: string },
): Chosen {
  const left = new Reasons(found.leftBehind.filter(({ names }) => !isGiven(given, names)));
  const take = (name: string, problem: string | undefined): boolean => {
    const reason = policy === "preserve" ? problem : `the job says "attributes": "${policy}"`;
    left.add(name, reason);
    return reason === undefined;
  };

  const { metadata: foundMetadata, ...foundPlain } = found.attributes;
  const plain = Object.entries(foundPlain).filter(
    ([name, value]) => !(name in given) && take(name, plainProblem(name, String(value))),
  );
  const metadata: Record<string, string> = { ...given.metadata };
  let bytes = bytesOf({ ...metadata, [TOKEN_NAME]: destination.token });
  for (const [name, value] of Object.entries(foundMetadata).sort()) {
    const size = bytesOf({ [name]: value });
    const isNameTaken = METADATA_NAMES[destination.metadataNames].test(name);
    const problem = isNameTaken
      ? (valueProblem(value) ?? (bytes + size > MAX_METADATA_BYTES ? TOO_MUCH : undefined))
      : "the destination takes no such name";
    if (!Object.hasOwn(given.metadata, name) && take(`metadata.${name}`, problem)) {
      metadata[name] = value;
      bytes += size;
    }
  }
  return {
    attributes: { ...Object.fromEntries(plain), ...given, metadata },
    leftBehind: left.list(),
  };
}

const TOO_MUCH = "stores take 2 KiB of metadata at most";

function plainProblem(name: string, value: string): string | undefined {
  return name === "expires" && !HTTP_DATE.test(value) ? "it is no HTTP date" : valueProblem(value);
}

/** How servers write other characters differs, and so what a copy of them would say. */
function valueProblem(value: string): string | undefined {
  if (!/^[\x20-\x7e]*$/.test(value)) {
    return "it has other characters than printable ASCII";
  }
  return value.length > MAX_VALUE_BYTES ? `it has more than ${MAX_VALUE_BYTES} bytes` : undefined;
}

function isGiven(given: ObjectAttributes, names: readonly string[]): boolean {
  return names.some((name) => name !== "metadata" && name in given);
}

function bytesOf(metadata: Readonly<Record<string, string>>): number {
  return Object.entries(metadata).reduce(
    (sum, [name, value]) => sum + name.length + value.length,
    0,
  );
}

/** Names by reason: a thousand entries can have the same one. */
class Reasons {
  readonly #names: Map<string, string[]>;

  constructor(known: readonly LeftBehind[]) {
    this.#names = new Map(known.map(({ names, reason }) => [reason, [...names]]));
  }

  add(name: string, reason: string | undefined): void {
    if (reason !== undefined) {
      this.#names.set(reason, [...(this.#names.get(reason) ?? []), name]);
    }
  }

  list(): readonly LeftBehind[] {
    return [...this.#names].map(([reason, names]) => ({ names, reason }));
  }
}

/** Each attribute by the name that a job gives it under. */
export function attributeNames({ metadata, ...plain }: ObjectAttributes): readonly string[] {
  return [...Object.keys(plain), ...Object.keys(metadata).map((name) => `metadata.${name}`)];
}
