import type { JobRecords, TransferRecord } from "@penstock/core";
import type { Damage } from "../damage.ts";
import {
  parseFailures,
  parseFrozenReceipt,
  parseTransferFields,
} from "../transfers/transfer-documents.ts";

type Fields = readonly [
  json: string | null,
  state: string | null,
  revision: string | null,
  id: string,
  receipt: string | null,
  failures: readonly string[],
];

/** `{ where to continue or -1, records }` for each job. */
export function parseJobRecords(reply: unknown, damage: Damage): readonly JobRecords[] {
  const jobs = reply as readonly (readonly [number, readonly Fields[]])[];
  return jobs.map(([next, records]) => ({
    records: damage.each(
      records,
      (fields) => parseRecord(fields, damage),
      ([, , , id]) => `transfer ${id}`,
    ),
    next: next < 0 ? undefined : next,
  }));
}

function parseRecord(fields: Fields, damage: Damage): TransferRecord | undefined {
  const [, , , id, receipt, failures] = fields;
  const transfer = parseTransferFields(fields);
  return (
    transfer && {
      transfer,
      failures: parseFailures(failures, damage),
      receipt: parseFrozenReceipt(receipt, id, damage),
    }
  );
}
