// What HTTP says of any response: what a client takes, and what it has already (RFC 9110, clauses 12.5.1 and 13.1).

import { createHash } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import { hasRevision, tagOf } from "./precondition.ts";

/** Larger ones are streams, or change with every look. */
const MAX_TAGGED_BYTES = 1024 * 1024;

/**
 * Responses to GET carry an ETag of their text, and a client that has the same text already is answered 304, without
 * a body. Weak: it tells whether anything changed, and joins no ranges. That of a document with a revision has it, also
 * in responses to changes, and is good for `If-Match`.
 */
export function tagResponses(app: FastifyInstance): void {
  app.addHook("onSend", async (request: FastifyRequest, reply: FastifyReply, payload: unknown) => {
    if (!isTagged(request, reply, payload)) {
      return payload;
    }
    const tag = tagOf(
      request,
      createHash("sha256").update(payload).digest("base64url").slice(0, 22),
    );
    void reply.header("etag", tag);
    if (request.method !== "GET" && request.method !== "HEAD") {
      return payload;
    }
    if (!isKnown(String(request.headers["if-none-match"] ?? ""), tag)) {
      return payload;
    }
    void reply.code(304).removeHeader("content-type").removeHeader("content-length");
    return "";
  });
}

function isTagged(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): payload is string {
  return (
    (["GET", "HEAD"].includes(request.method) || hasRevision(request)) &&
    (reply.statusCode === 200 || reply.statusCode === 201) &&
    typeof payload === "string" &&
    payload.length <= MAX_TAGGED_BYTES &&
    reply.getHeader("etag") === undefined
  );
}

function isKnown(header: string, tag: string): boolean {
  const opaque = tag.replace(/^W\//, "");
  return header.split(",").some((each) => [opaque, `W/${opaque}`, "*"].includes(each.trim()));
}

/**
 * Whether a client takes any of these media types. A client that names none takes all.
 *
 * @param accept the header's text
 */
export function isAcceptable(accept: string | undefined, types: readonly string[]): boolean {
  if (accept === undefined || accept.trim() === "") {
    return true;
  }
  const ranges = accept.split(",").map((range) => {
    const [type = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
    return { type, isRefused: parameters.some((each) => /^q=0(\.0{0,3})?$/.test(each)) };
  });
  return types.some((type) => {
    const [most] = ranges
      .filter((range) => takes(range.type, type))
      .sort((one, other) => precisionOf(other.type) - precisionOf(one.type));
    return most !== undefined && !most.isRefused;
  });
}

function takes(range: string, type: string): boolean {
  return range === "*/*" || range === type || range === `${type.split("/")[0]}/*`;
}

function precisionOf(range: string): number {
  return range === "*/*" ? 0 : range.endsWith("/*") ? 1 : 2;
}
