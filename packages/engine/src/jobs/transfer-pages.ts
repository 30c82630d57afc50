import type { JobRef, Page, Transfer } from "@penstock/core";
import type { OnPorts } from "../engine.ts";

const PAGE = 500;

/** The transfers of a job in the order in which they were listed, as far as they can be read. */
export async function* transferPages(
  { ledger }: OnPorts<"jobs">,
  { tenant, jobId }: JobRef,
  from?: string,
): AsyncGenerator<Page<Transfer>> {
  let cursor = from;
  do {
    const page = await ledger.jobs.listTransfers(tenant, jobId, {
      limit: PAGE,
      ...(cursor !== undefined && { cursor }),
    });
    yield page;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}
