import type { Target } from "./access/addressing.ts";

export const CALL_NAMES = [
  "InitiateMultipartUpload",
  "UploadPart",
  "UploadPartCopy",
  "CompleteMultipartUpload",
  "AbortMultipartUpload",
  "ListParts",
  "ListMultipartUploads",
  "ListObjects",
  "ListBuckets",
  "HeadBucket",
  "CreateBucket",
  "GetBucketLocation",
  "GetBucketVersioning",
  "PutObject",
  "CopyObject",
  "HeadObject",
  "GetObject",
  "GetObjectAttributes",
  "DeleteObject",
  "DeleteObjects",
  "PutObjectTagging",
  "GetObjectTagging",
  "DeleteObjectTagging",
  /** What has no name here: mostly requests that are refused. */
  "Other",
] as const;

export type CallName = (typeof CALL_NAMES)[number];

/** What a request is about, by which faults are chosen and the journal is kept. */
export type RequestSubject = {
  readonly call: CallName;
  readonly bucket: string;
  /** Empty for calls to the bucket itself. */
  readonly key: string;
  readonly part?: number;
  readonly uploadId?: string;
};

type Asked = {
  readonly method: string;
  readonly target: Target;
  /** UploadPartCopy is an UploadPart whose bytes come from elsewhere. */
  readonly isCopy: boolean;
};

/** Names the call as its client means it, whether or not it will be refused. */
export function subjectOf(asked: Asked): RequestSubject {
  const { bucket, key } = asked.target;
  const query = new Map(asked.target.query);
  const part = Number(query.get("partNumber"));
  const uploadId = query.get("uploadId");
  return {
    call: callOf(asked, query),
    bucket,
    key,
    ...(Number.isInteger(part) && part > 0 ? { part } : {}),
    ...(uploadId === undefined ? {} : { uploadId }),
  };
}

function callOf(asked: Asked, query: Query): CallName {
  const { bucket, key } = asked.target;
  if (bucket === "") {
    return asked.method === "GET" ? "ListBuckets" : "Other";
  }
  return key === "" ? bucketCall(asked.method, query) : objectCall(asked, query);
}

type Query = ReadonlyMap<string, string>;

const LISTS_AND_FACTS: readonly (readonly [parameter: string, call: CallName])[] = [
  ["location", "GetBucketLocation"],
  ["versioning", "GetBucketVersioning"],
  ["uploads", "ListMultipartUploads"],
];

function bucketCall(method: string, query: Query): CallName {
  if (method === "HEAD") {
    return "HeadBucket";
  }
  if (method === "POST") {
    return query.has("delete") ? "DeleteObjects" : "Other";
  }
  if (method === "PUT") {
    return query.size === 0 ? "CreateBucket" : "Other";
  }
  if (method !== "GET") {
    return "Other";
  }
  return LISTS_AND_FACTS.find(([name]) => query.has(name))?.[1] ?? "ListObjects";
}

const OF_AN_UPLOAD: Readonly<Record<string, CallName>> = {
  PUT: "UploadPart",
  POST: "CompleteMultipartUpload",
  DELETE: "AbortMultipartUpload",
  GET: "ListParts",
};

const OF_TAGS: Readonly<Record<string, CallName>> = {
  PUT: "PutObjectTagging",
  GET: "GetObjectTagging",
  DELETE: "DeleteObjectTagging",
};

const OF_AN_OBJECT: Readonly<Record<string, CallName>> = {
  PUT: "PutObject",
  HEAD: "HeadObject",
  GET: "GetObject",
  DELETE: "DeleteObject",
};

function objectCall({ method, isCopy }: Asked, query: Query): CallName {
  if (query.has("uploads")) {
    return method === "POST" ? "InitiateMultipartUpload" : "Other";
  }
  if (query.has("uploadId")) {
    const call = OF_AN_UPLOAD[method] ?? "Other";
    return call === "UploadPart" && isCopy ? "UploadPartCopy" : call;
  }
  if (query.has("attributes")) {
    return method === "GET" ? "GetObjectAttributes" : "Other";
  }
  const calls = query.has("tagging") ? OF_TAGS : OF_AN_OBJECT;
  const call = calls[method] ?? "Other";
  return call === "PutObject" && isCopy ? "CopyObject" : call;
}
