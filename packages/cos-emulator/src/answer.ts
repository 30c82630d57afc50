import { randomBytes } from "node:crypto";
import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { Face } from "./access/authorize.ts";
import { vendorPrefix } from "./call.ts";
import type { Refusal } from "./refusal.ts";
import { element, parent } from "./xml.ts";

export const XML_TYPE = "application/xml";

/** The headers of every answer. Date is set by the HTTP server. */
export function beginAnswer(response: ServerResponse, face: Face): void {
  response.setHeader("Server", "tencent-cos");
  response.setHeader(`${vendorPrefix(face)}request-id`, randomBytes(12).toString("base64"));
}

export function answerEmpty(
  response: ServerResponse,
  status: 200 | 204,
  headers: OutgoingHttpHeaders = {},
): void {
  // A 204 must not carry a Content-Length (RFC 9110 8.6).
  response.writeHead(status, status === 204 ? headers : { "Content-Length": 0, ...headers });
  response.end();
}

export function answerXml(response: ServerResponse, xml: string): void {
  const headers = { "Content-Type": XML_TYPE, "Content-Length": Buffer.byteLength(xml) };
  response.writeHead(200, headers);
  response.end(xml);
}

/** Refuses the request, with a body that a HEAD does not get. */
export function answerRefusal(
  response: ServerResponse,
  refusal: Refusal,
  { resource, headers = {} }: { readonly resource: string; readonly headers?: OutgoingHttpHeaders },
): void {
  const xml = refusalXml(response, refusal, resource);
  response.writeHead(refusal.status, {
    "Content-Type": XML_TYPE,
    "Content-Length": Buffer.byteLength(xml),
    ...headers,
  });
  response.end(xml);
}

/**
 * The error document. It ends in a line feed after `</Error>`, which HTTP clients have to survive:
 * one that looks for `</Error>` at the very end of a 200 takes this for a success.
 */
export function refusalXml(response: ServerResponse, refusal: Refusal, resource: string): string {
  const requestId =
    response.getHeader("x-cos-request-id") ?? response.getHeader("x-amz-request-id");
  const traceId = randomBytes(24).toString("base64");
  const children = [
    element("Code", refusal.code),
    element("Message", refusal.message),
    element("Resource", resource),
    element("RequestId", String(requestId)),
    element("TraceId", traceId),
  ];
  return `<?xml version='1.0' encoding='utf-8' ?>\n${parent("Error", children)}\n`;
}
