import type { ReceiptBody } from "@penstock/core";
import { receiptsOf } from "@penstock/engine";
import { signReceipt } from "@penstock/receipts";
import { API_ROUTES, type Receipt } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import type { HttpDependencies } from "../http/http-dependencies.ts";
import { toPageRequest, toPageView } from "../http/listing.ts";
import { toJobId } from "./job-id.ts";
import { addRoute } from "./route.ts";

/** Receipts were frozen when their transfers were stored; they are signed when they are handed out. */
export function addReceiptRoutes(app: FastifyInstance, dependencies: HttpDependencies): void {
  const { receiptKey } = dependencies;

  addRoute(app, API_ROUTES.listReceipts, async ({ params, query, tenant }) => {
    const list = `receipts of ${params.id}`;
    const wanted = toPageRequest(query, list);
    const page = await receiptsOf(dependencies, tenant, toJobId(params.id), wanted);
    return toPageView(page, list, toReceipt);
  });

  function toReceipt(body: ReceiptBody): Receipt {
    return receiptKey === undefined ? { ...body, signature: null } : signReceipt(body, receiptKey);
  }
}
