import type { JobRecord } from "@penstock/core";
import type { OnPorts } from "../engine.ts";

const PAGE = 500;

/** How many jobs of all tenants are unfinished and name a connection. */
export async function countJobsOfConnection(
  engine: OnPorts<"jobs">,
  connection: string,
): Promise<number> {
  const { jobs } = engine.ledger;
  let found = 0;
  for (const tenant of await jobs.tenants()) {
    let cursor: string | undefined;
    do {
      const page = await jobs.listJobs(tenant, {
        limit: PAGE,
        ...(cursor !== undefined && { cursor }),
      });
      for (const record of page.items) {
        const isOpen = record.finishedAtMs === undefined;
        found += isOpen && (await namesOf(engine, record)).includes(connection) ? 1 : 0;
      }
      cursor = page.nextCursor;
    } while (cursor !== undefined);
  }
  return found;
}

async function namesOf(
  { ledger }: OnPorts<"jobs">,
  { job: { id, tenant, bulk } }: JobRecord,
): Promise<readonly string[]> {
  if (bulk === undefined) {
    const { items } = await ledger.jobs.listTransfers(tenant, id, { limit: 1 });
    return items.flatMap(({ source, destination }) => [source.connection, destination.connection]);
  }
  const { selection, destination } = bulk;
  const names = [selection.connection, destination.connection];
  return selection.kind === "manifest" && !("upload" in selection.manifest)
    ? [...names, selection.manifest.connection]
    : names;
}
