import type { Job, Transfer } from "@penstock/core";
import { receiptOf, signReceipt } from "@penstock/receipts";
import { API_ROUTES, type Receipt } from "@penstock/wire";
import type { FastifyInstance } from "fastify";
import type { HttpDependencies } from "../http/http-dependencies.ts";
import { toPageRequest, toPageView } from "../http/listing.ts";
import { jobOf, TENANT } from "./job-routes.ts";
import { addRoute } from "./route.ts";

/** Made when they are asked for: the ledger holds all that is in them. */
export function addReceiptRoutes(app: FastifyInstance, dependencies: HttpDependencies): void {
  const { ledger, receiptKey } = dependencies;

  addRoute(app, API_ROUTES.listReceipts, async ({ params, query }) => {
    const list = `receipts of ${params.id}`;
    const wanted = toPageRequest(query, list);
    const { job } = await jobOf(dependencies, params.id);
    const page = await ledger.jobs.listTransfers(TENANT, job.id, wanted);
    const { data, nextCursor } = await toPageView(page, list, (transfer) =>
      receiptFor(job, transfer),
    );
    return { data: data.filter((receipt) => receipt !== undefined), nextCursor };
  });

  async function receiptFor(job: Job, transfer: Transfer): Promise<Receipt | undefined> {
    if (transfer.state.kind !== "stored") {
      return undefined;
    }
    const [parts, failures] = await Promise.all([
      ledger.transfers.uploadedParts(transfer),
      ledger.transfers.failures({ tenant: TENANT, transferId: transfer.id }),
    ]);
    const body = receiptOf({ job, transfer, parts, failures });
    if (body === undefined) {
      return undefined;
    }
    return receiptKey === undefined ? { ...body, signature: null } : signReceipt(body, receiptKey);
  }
}
