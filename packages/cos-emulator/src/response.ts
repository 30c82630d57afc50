import { randomBytes } from "node:crypto";
import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { Dialect } from "./access/authorize.ts";
import { vendorPrefix } from "./call.ts";
import { element, parent } from "./xml.ts";

export const XML_TYPE = "application/xml";

/** The headers of every response. Date is set by the HTTP server. */
export function beginResponse(response: ServerResponse, dialect: Dialect): void {
  response.setHeader("Server", "tencent-cos");
  response.setHeader(`${vendorPrefix(dialect)}request-id`, randomBytes(12).toString("base64"));
}

/** Headers of a response that is written later. */
export function setHeaders(response: ServerResponse, headers: OutgoingHttpHeaders): void {
  for (const [name, value] of Object.entries(headers)) {
    response.setHeader(name, value ?? "");
  }
}

export function respondEmpty(
  response: ServerResponse,
  status: 200 | 204,
  headers: OutgoingHttpHeaders = {},
): void {
  // A 204 must not carry a Content-Length (RFC 9110 8.6).
  response.writeHead(status, status === 204 ? headers : { "Content-Length": 0, ...headers });
  response.end();
}

export function respondXml(response: ServerResponse, xml: string): void {
  const headers = { "Content-Type": XML_TYPE, "Content-Length": Buffer.byteLength(xml) };
  response.writeHead(200, headers);
  response.end(xml);
}

/** What a rejection says. */
type Said = { readonly status: number; readonly code: string; readonly message: string };

/** Refuses the request, with a body that a HEAD does not get. */
export function respondWithError(
  response: ServerResponse,
  errorResponse: Said,
  { resource, headers = {} }: { readonly resource: string; readonly headers?: OutgoingHttpHeaders },
): void {
  const traceId = newTraceId();
  const xml = errorXml(response, errorResponse, resource, traceId);
  response.writeHead(errorResponse.status, {
    "Content-Type": XML_TYPE,
    "Content-Length": Buffer.byteLength(xml),
    // The only place for it where a HEAD is refused.
    ...(response.hasHeader("x-cos-request-id") ? { "x-cos-trace-id": traceId } : {}),
    ...headers,
  });
  response.end(xml);
}

/**
 * The error document. It ends in a line feed after `</Error>`, which HTTP clients have to survive:
 * one that looks for `</Error>` at the very end of a 200 takes this for a success.
 */
export function errorXml(
  response: ServerResponse,
  errorResponse: Said,
  resource: string,
  traceId = newTraceId(),
): string {
  const requestId =
    response.getHeader("x-cos-request-id") ?? response.getHeader("x-amz-request-id");
  const children = [
    element("Code", errorResponse.code),
    element("Message", errorResponse.message),
    element("Resource", resource),
    element("RequestId", String(requestId)),
    element("TraceId", traceId),
  ];
  return `<?xml version='1.0' encoding='utf-8' ?>\n${parent("Error", children)}\n`;
}

function newTraceId(): string {
  return randomBytes(24).toString("base64");
}
