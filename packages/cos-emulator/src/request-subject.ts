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
  "HeadBucket",
  "PutObject",
  "HeadObject",
  "GetObject",
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
    call: key === "" ? bucketCall(asked.method, query) : objectCall(asked, query),
    bucket,
    key,
    ...(Number.isInteger(part) && part > 0 ? { part } : {}),
    ...(uploadId === undefined ? {} : { uploadId }),
  };
}

type Query = ReadonlyMap<string, string>;

function bucketCall(method: string, query: Query): CallName {
  if (method === "HEAD") {
    return "HeadBucket";
  }
  if (method === "POST") {
    return query.has("delete") ? "DeleteObjects" : "Other";
  }
  if (method !== "GET") {
    return "Other";
  }
  return query.has("uploads") ? "ListMultipartUploads" : "ListObjects";
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
  const calls = query.has("tagging") ? OF_TAGS : OF_AN_OBJECT;
  return calls[method] ?? "Other";
}
