import type { Route } from "../call.ts";
import { Refusal } from "../refusal.ts";
import { abortUpload } from "./abort-upload.ts";
import { completeUpload } from "./complete-upload.ts";
import { deleteObject } from "./delete-object.ts";
import { initiateUpload } from "./initiate-upload.ts";
import { listParts } from "./list-parts.ts";
import { listUploads } from "./list-uploads.ts";
import { putObject } from "./put-object.ts";
import { getObject, headObject } from "./read-object.ts";
import { uploadPart } from "./upload-part.ts";

type Row = {
  readonly method: string;
  readonly on: "bucket" | "object";
  readonly route: Route;
  /** Query parameters that make it this call. */
  readonly needs: readonly string[];
  readonly takes: readonly string[];
};

const ROWS: readonly Row[] = [
  { method: "POST", on: "object", route: initiateUpload, needs: ["uploads"], takes: [] },
  { method: "POST", on: "object", route: completeUpload, needs: ["uploadId"], takes: [] },
  { method: "PUT", on: "object", route: uploadPart, needs: ["partNumber", "uploadId"], takes: [] },
  { method: "PUT", on: "object", route: putObject, needs: [], takes: [] },
  { method: "DELETE", on: "object", route: abortUpload, needs: ["uploadId"], takes: [] },
  { method: "DELETE", on: "object", route: deleteObject, needs: [], takes: [] },
  { method: "HEAD", on: "object", route: headObject, needs: [], takes: [] },
  { method: "GET", on: "object", route: getObject, needs: [], takes: [] },
  {
    method: "GET",
    on: "object",
    route: listParts,
    needs: ["uploadId"],
    takes: ["max-parts", "part-number-marker", "encoding-type"],
  },
  {
    method: "GET",
    on: "bucket",
    route: listUploads,
    needs: ["uploads"],
    takes: ["prefix", "max-uploads", "key-marker", "upload-id-marker", "encoding-type"],
  },
];

// The AWS SDK names each call in a parameter of its own.
const IGNORED = "x-id";

/**
 * The route whose parameters are exactly these. A parameter that no route takes (`tagging`, `acl`)
 * is refused: a PUT of an object's tags must not replace the object.
 *
 * @throws Refusal `MethodNotAllowed` or `NotImplemented`
 */
export function findRoute(call: {
  readonly method: string;
  readonly key: string;
  readonly query: ReadonlyMap<string, string>;
}): Route {
  const on = call.key === "" ? "bucket" : "object";
  const rows = ROWS.filter((row) => row.method === call.method && row.on === on);
  if (rows.length === 0) {
    throw new Refusal("MethodNotAllowed", `There is no ${call.method} of a ${on}.`);
  }
  const names = [...call.query.keys()].filter((name) => name !== IGNORED);
  const row = rows.find(
    ({ needs, takes }) =>
      needs.every((name) => call.query.has(name)) &&
      names.every((name) => needs.includes(name) || takes.includes(name)),
  );
  if (row === undefined) {
    throw new Refusal(
      "NotImplemented",
      `There is no ${call.method} of a ${on} with the parameters ${names.join(", ") || "given"}.`,
    );
  }
  return row.route;
}
