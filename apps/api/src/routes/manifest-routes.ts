import { MAX_MANIFEST_BYTES } from "@penstock/core";
import { manifestTooLarge, uploadManifest } from "@penstock/engine";
import { API_LIMITS, API_ROUTES, MANIFEST_TYPES, manifestFormatOf } from "@penstock/wire";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { HttpDependencies } from "../http/http-dependencies.ts";
import { checkMediaType } from "../http/json-body.ts";
import { Rejection } from "../http/problem.ts";
import { createGate } from "../http/shared-runs.ts";
import { addRoute } from "./route.ts";

/** The file is read as it is written to the journal: a piece at a time. */
export function addManifestRoutes(app: FastifyInstance, dependencies: HttpDependencies): void {
  const gate = createGate(API_LIMITS.manifestsAtOnce);

  addRoute(app, API_ROUTES.uploadManifest, async ({ request, reply, tenant }) => {
    const { raw } = request;
    const format = formatOf(request);
    try {
      if (Number(request.headers["content-length"] ?? 0) > MAX_MANIFEST_BYTES) {
        throw manifestTooLarge();
      }
      // A body that is left in the middle would break the connection off before the response.
      const bytes = raw.iterator({ destroyOnReturn: false });
      const sent = { tenant, format, bytes };
      const kept = await gate(() => uploadManifest(dependencies, sent));
      const { id, sizeBytes, expiresAtMs } = kept;
      const expiresAt = new Date(expiresAtMs).toISOString();
      return { id, bytes: sizeBytes, format: kept.format, expiresAt };
    } catch (error) {
      void reply.header("connection", "close");
      raw.resume();
      throw raw.destroyed && !raw.complete ? brokenOff() : error;
    }
  });
}

/** Of a client that is gone: nothing of ours failed. */
function brokenOff(): Rejection {
  return new Rejection("request-invalid", 400, "the connection ended within the manifest");
}

/** @throws Rejection for what is no manifest */
function formatOf({ headers }: FastifyRequest) {
  const { "content-type": type = "", "content-encoding": encoding = "identity" } = headers;
  const format = manifestFormatOf(type);
  if (format === undefined) {
    const types = MANIFEST_TYPES.join(", ");
    throw new Rejection("media-type-unsupported", 415, `send the manifest as ${types}`);
  }
  checkMediaType(type, encoding);
  return format;
}
