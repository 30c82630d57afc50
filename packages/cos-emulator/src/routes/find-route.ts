import type { IncomingHttpHeaders } from "node:http";
import type { Route } from "../call.ts";
import { ErrorResponse } from "../error-response.ts";
import { abortUpload } from "./abort-upload.ts";
import { createBucket, getBucketLocation, getBucketVersioning, listBuckets } from "./buckets.ts";
import { completeUpload } from "./complete-upload.ts";
import { copyObject } from "./copy-object.ts";
import { copyPart } from "./copy-part.ts";
import { deleteObject } from "./delete-object.ts";
import { deleteObjects } from "./delete-objects.ts";
import { headBucket } from "./head-bucket.ts";
import { initiateUpload } from "./initiate-upload.ts";
import { ON } from "./known-headers.ts";
import { listObjects } from "./list-objects.ts";
import { listParts } from "./list-parts.ts";
import { listUploads } from "./list-uploads.ts";
import { getObjectAttributes } from "./object-attributes.ts";
import { putObject } from "./put-object.ts";
import { getObject, headObject } from "./read-object.ts";
import { deleteTagging, getTagging, putTagging } from "./tagging.ts";
import { uploadPart } from "./upload-part.ts";

type Subject = "service" | "bucket" | "object";

type Row = {
  readonly method: string;
  readonly on: Subject;
  readonly route: Route;
  /** Query parameters that make it this call. */
  readonly needs: readonly string[];
  readonly takes: readonly string[];
  /** Headers that change what it does. */
  readonly honours: readonly string[];
  /** It is this call only with the header that names a source. */
  readonly isCopy: boolean;
};

const LISTING = ["prefix", "delimiter", "encoding-type"];

function row(
  [method, on]: readonly [method: string, on: Subject],
  route: Route,
  rest: Partial<Omit<Row, "method" | "on" | "route">> = {},
): Row {
  return { method, on, route, needs: [], takes: [], honours: [], isCopy: false, ...rest };
}

const PART = ["partNumber", "uploadId"];

const ROWS = [
  row(["POST", "object"], initiateUpload, {
    needs: ["uploads"],
    honours: [...ON.newObject, "x-cos-forbid-overwrite"],
  }),
  row(["POST", "object"], completeUpload, {
    needs: ["uploadId"],
    honours: [...ON.guard, ...ON.uploadKey],
  }),
  row(["PUT", "object"], copyPart, {
    needs: PART,
    honours: ON.copy,
    isCopy: true,
  }),
  row(["PUT", "object"], uploadPart, { needs: PART, honours: ON.newBody }),
  row(["PUT", "object"], putTagging, { needs: ["tagging"] }),
  row(["PUT", "object"], copyObject, {
    honours: [...ON.newObject, ...ON.copy, ...ON.guard],
    isCopy: true,
  }),
  row(["PUT", "object"], putObject, {
    honours: [...ON.newObject, ...ON.newBody, ...ON.guard],
  }),
  row(["DELETE", "object"], abortUpload, { needs: ["uploadId"] }),
  row(["DELETE", "object"], deleteTagging, { needs: ["tagging"] }),
  row(["DELETE", "object"], deleteObject),
  row(["HEAD", "object"], headObject, { takes: ["partNumber"], honours: ON.reading }),
  row(["GET", "object"], getTagging, { needs: ["tagging"] }),
  row(["GET", "object"], getObjectAttributes, { needs: ["attributes"], honours: ON.reading }),
  row(["GET", "object"], listParts, {
    needs: ["uploadId"],
    takes: ["max-parts", "part-number-marker", "encoding-type"],
    honours: ON.uploadKey,
  }),
  row(["GET", "object"], getObject, { takes: ["partNumber"], honours: ON.reading }),
  row(["POST", "bucket"], deleteObjects, { needs: ["delete"] }),
  row(["HEAD", "bucket"], headBucket),
  row(["PUT", "bucket"], createBucket, { honours: ["x-*-acl"] }),
  row(["GET", "bucket"], getBucketLocation, { needs: ["location"] }),
  row(["GET", "bucket"], getBucketVersioning, { needs: ["versioning"] }),
  row(["GET", "bucket"], listUploads, {
    needs: ["uploads"],
    takes: [...LISTING, "max-uploads", "key-marker", "upload-id-marker"],
  }),
  row(["GET", "bucket"], listObjects, {
    needs: ["list-type"],
    takes: [...LISTING, "max-keys", "continuation-token", "start-after", "fetch-owner"],
  }),
  row(["GET", "bucket"], listObjects, { takes: [...LISTING, "max-keys", "marker"] }),
  row(["GET", "service"], listBuckets),
];

const NAMES: Readonly<Record<Subject, string>> = {
  service: "all buckets",
  bucket: "a bucket",
  object: "an object",
};

function subjectOf({ bucket, key }: { readonly bucket: string; readonly key: string }): Subject {
  if (bucket === "") {
    return "service";
  }
  return key === "" ? "bucket" : "object";
}

// The AWS SDK names each call in a parameter of its own.
const IGNORED = "x-id";

/**
 * The row whose parameters are exactly these. A parameter that no row takes (`acl`, `versionId`) is
 * refused: a PUT of an object's access list must not replace the object.
 *
 * @throws Rejection `MethodNotAllowed` or `NotImplemented`
 */
export function findRoute(asked: {
  readonly method: string;
  readonly bucket: string;
  readonly key: string;
  readonly query: ReadonlyMap<string, string>;
  readonly headers: IncomingHttpHeaders;
}): Row {
  const on = subjectOf(asked);
  const named = NAMES[on];
  const rows = ROWS.filter((one) => one.method === asked.method && one.on === on);
  if (rows.length === 0) {
    throw new ErrorResponse("MethodNotAllowed", `There is no ${asked.method} of ${named}.`);
  }
  const hasSource = Object.keys(asked.headers).some((name) =>
    /^x-(cos|amz)-copy-source$/.test(name),
  );
  const names = [...asked.query.keys()].filter((name) => name !== IGNORED);
  const found = rows.find(
    ({ needs, takes, isCopy }) =>
      (hasSource || !isCopy) &&
      needs.every((name) => asked.query.has(name)) &&
      names.every((name) => needs.includes(name) || takes.includes(name)),
  );
  if (found === undefined) {
    const given = names.join(", ") || "given";
    throw new ErrorResponse(
      "NotImplemented",
      `There is no ${asked.method} of ${named} with the parameters ${given}.`,
    );
  }
  return found;
}
