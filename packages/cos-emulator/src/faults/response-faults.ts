import type { ServerResponse } from "node:http";
import { crc64ToDecimal } from "@penstock/core";
import { noteCrc } from "../journal/journal.ts";
import { connectionHeaders } from "../pending-body.ts";
import { errorXml, XML_TYPE } from "../response.ts";
import { drain } from "./body-taps.ts";
import { corruptStored } from "./corrupt-stored.ts";
import type { Exchange } from "./exchange.ts";
import type { FaultOf } from "./fault.ts";
import { InjectedErrorResponse } from "./injected-error-response.ts";
import { pause } from "./pause.ts";
import { corruptBody, cutBody, dropWhenSent, holdResponse, onHead } from "./response-taps.ts";

/** The faults that happen to a response, or to what it says. */
export type ResponseFault = FaultOf<
  | "lose-response"
  | "stall-response"
  | "cut-response"
  | "error-in-200"
  | "blank-then-cut"
  | "blank-then-end"
  | "conflict"
  | "wrong-crc"
  | "no-crc"
  | "no-etag"
  | "no-request-id"
  | "redirect-to-backup"
  | "corrupt-part"
  | "corrupt-response"
>;

export async function corruptResponse(fault: ResponseFault, exchange: Exchange): Promise<void> {
  const { response, serve } = exchange;
  switch (fault.kind) {
    case "lose-response":
      return loseResponse(exchange);
    case "stall-response": {
      const held = await hold(exchange);
      await pause(response, fault.ms);
      return held.release();
    }
    case "cut-response":
      cutBody(response, fault.afterBytes);
      return serve();
    case "error-in-200":
      return errorIn200(fault, exchange);
    case "blank-then-cut":
    case "blank-then-end":
      return blank(fault, exchange);
    case "conflict":
      await (fault.isDone ? holdAndDiscard(exchange) : drain(exchange));
      throw new InjectedErrorResponse(409, "UploadConflict");
    case "wrong-crc":
    case "no-crc":
      onHead(response, () => corruptCrc(fault.kind, exchange));
      return serve();
    case "no-etag":
      onHead(response, () => response.removeHeader("ETag"));
      return serve();
    case "no-request-id":
      return hideRequestId(fault, exchange);
    case "redirect-to-backup":
      return redirectToBackup(fault, exchange);
    case "corrupt-part":
      onHead(response, (status) => corruptPart(status, fault, exchange));
      return serve();
    case "corrupt-response":
      corruptBody(response);
      return serve();
    default:
      return fault satisfies never;
  }
}

async function hold(exchange: Exchange) {
  const held = await holdResponse(exchange.response, () => exchange.serve());
  noteCrc(exchange.visit, exchange.response);
  return held;
}

async function holdAndDiscard(exchange: Exchange): Promise<void> {
  (await hold(exchange)).discard();
}

/** A rejection is lost as well. */
async function loseResponse(exchange: Exchange): Promise<void> {
  try {
    await hold(exchange);
  } finally {
    exchange.response.destroy();
  }
}

async function errorIn200(fault: FaultOf<"error-in-200">, exchange: Exchange): Promise<void> {
  const { request, response } = exchange;
  await drain(exchange);
  const errorResponse = new InjectedErrorResponse(200, fault.code);
  const xml = errorXml(response, errorResponse, request.url ?? "");
  beginBlank(response);
  response.end(fault.hasNewline === false ? xml.trimEnd() : xml);
}

async function blank(
  fault: FaultOf<"blank-then-cut" | "blank-then-end">,
  exchange: Exchange,
): Promise<void> {
  const { response } = exchange;
  await (fault.isDone ? holdAndDiscard(exchange) : drain(exchange));
  beginBlank(response);
  if (fault.kind === "blank-then-end") {
    response.end();
  } else {
    dropWhenSent(response);
  }
}

function beginBlank(response: ServerResponse): void {
  response.writeHead(200, { "Content-Type": XML_TYPE });
  response.write("\n \n");
}

const CRC_HEADERS = ["x-cos-hash-crc64ecma", "x-amz-checksum-crc32"] as const;

function corruptCrc(kind: "wrong-crc" | "no-crc", { response, visit }: Exchange): void {
  noteCrc(visit, response);
  for (const name of CRC_HEADERS) {
    const value = response.getHeader(name);
    response.removeHeader(name);
    if (kind === "wrong-crc" && typeof value === "string") {
      response.setHeader(name, otherChecksum(value));
    }
  }
}

/** Of the same form: its first digit or letter is another one. */
function otherChecksum(checksum: string): string {
  return (checksum.startsWith("1") ? "2" : "1") + checksum.slice(1);
}

function corruptPart(
  status: number,
  { isReported }: FaultOf<"corrupt-part">,
  { response, store, subject, visit }: Exchange,
): void {
  noteCrc(visit, response);
  const crc64 = status === 200 ? corruptStored(store, subject) : undefined;
  if (isReported && crc64 !== undefined) {
    response.setHeader("x-cos-hash-crc64ecma", crc64ToDecimal(crc64));
  }
}

const REQUEST_ID_HEADERS = ["x-cos-request-id", "x-amz-request-id"] as const;

function removeRequestId(response: ServerResponse): void {
  for (const name of REQUEST_ID_HEADERS) {
    response.removeHeader(name);
  }
}

/** A response that never saw the store: something on the way gave it. */
function responseFromTheWay(
  { request, response }: Exchange,
  status: number,
  {
    headers = {},
    page = "",
  }: { readonly headers?: Readonly<Record<string, string>>; readonly page?: string } = {},
): void {
  removeRequestId(response);
  response.removeHeader("Server");
  response.writeHead(status, {
    "Content-Length": page.length,
    ...(page !== "" && { "Content-Type": "text/html" }),
    ...headers,
    ...connectionHeaders(request),
  });
  response.end(request.method === "HEAD" ? "" : page);
}

function hideRequestId(
  { status, hasPage = false }: FaultOf<"no-request-id">,
  exchange: Exchange,
): Promise<void> | void {
  if (status !== undefined) {
    const page = hasPage ? `<html><head><title>${status}</title></head></html>\n` : "";
    return responseFromTheWay(exchange, status, { page });
  }
  onHead(exchange.response, () => removeRequestId(exchange.response));
  return exchange.serve();
}

/** To the domain that the clients of COS turn to when the usual one fails. */
function redirectToBackup({ status }: FaultOf<"redirect-to-backup">, exchange: Exchange): void {
  const { subject, region } = exchange;
  const host = `${subject.bucket}.cos.${region}.tencentcos.cn`;
  const headers = { Location: `https://${host}${exchange.request.url ?? "/"}` };
  responseFromTheWay(exchange, status, { headers });
}
