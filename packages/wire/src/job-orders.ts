// What a client asks for, in the engine's words.

import type { BulkOptions, BulkRequest, SubmitRequest } from "@penstock/core";
import { toCheckSpec, toCompare } from "./check-options.ts";
import type { JobRequest } from "./job-request.ts";
import { toSelection } from "./selection-request.ts";

export function toSubmitRequest(tenant: string, request: JobRequest): SubmitRequest {
  const { name, source, destination, options, weight, limits, labels, deadline } = request;
  const { connection, key = "" } = source;
  const query = "query" in source ? source.query : "";
  return {
    tenant,
    name: name ?? destination.key,
    source: { connection, key },
    ...(query !== "" && { query }),
    destination,
    options: { ...toTransferOptions(options), ...(limits && { isLimited: true }) },
    labels,
    ...(weight !== undefined && { weight }),
    ...(limits !== undefined && { limits }),
    ...(deadline !== undefined && { deadline }),
  };
}

function toTransferOptions(options: JobRequest["options"]): SubmitRequest["options"] {
  const { partSize, overwrite = "always", compare, verify, attributes: policy } = options;
  return {
    overwrite,
    attributes: toAttributes(options),
    ...(overwrite === "if_different" && {
      marksSource: true,
      ...(compare && { compare: toCompare({ compare }) }),
    }),
    ...(verify !== undefined && { verify }),
    ...(policy !== undefined && { attributePolicy: policy }),
    ...(partSize !== undefined && { partSizeBytes: partSize }),
  };
}

export function toBulkRequest(tenant: string, request: JobRequest): BulkRequest {
  const { name, verb = "copy", source, destination, options, onSuccess, weight, labels } = request;
  const { limits, deadline } = request;
  const manifestQuery = source.manifest?.query ?? "";
  return {
    tenant,
    ...(manifestQuery !== "" && { manifestQuery }),
    name: name ?? `${source.connection} to ${destination.connection}:${destination.key}`,
    labels,
    ...(weight !== undefined && { weight }),
    ...(limits !== undefined && { limits }),
    ...(deadline !== undefined && { deadline }),
    spec: {
      verb,
      ...(verb === "check" && { check: toCheckSpec(options) }),
      selection: toSelection(source),
      destination: { connection: destination.connection, template: destination.key },
      options: toBulkOptions(options, source.keys === undefined),
      ...(onSuccess !== undefined && { onSuccess }),
    },
  };
}

/** Named one by one, objects are meant; from a list, only those that are not there yet. */
function toBulkOptions(options: JobRequest["options"], isListed: boolean): BulkOptions {
  const { partSize } = options;
  return {
    overwrite: options.overwrite ?? (isListed ? "if_different" : "always"),
    compare: toCompare(options),
    verify: options.verify ?? "part",
    attributePolicy: options.attributes ?? "preserve",
    attributes: toAttributes(options),
    onMissing: options.missing ?? "fail",
    allowEmpty: options.allowEmpty ?? false,
    ...(options.report !== undefined && { report: options.report }),
    ...(partSize !== undefined && { partSizeBytes: partSize }),
  };
}

function toAttributes(options: JobRequest["options"]): BulkOptions["attributes"] {
  const { partSize, overwrite, compare, missing, allowEmpty, verify, attributes, ...rest } =
    options;
  const { sample, oneWay, report, ...given } = rest;
  return given;
}
