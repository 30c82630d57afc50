import { isJobId, type JobId } from "@penstock/core";
import { notFound } from "../http/problem.ts";

/** An id that cannot exist is answered like one that does not: the ledger need not be asked. */
export function toJobId(text: string): JobId {
  if (!isJobId(text)) {
    throw notFound("there is no such job: ids look like job_ and 26 letters and digits");
  }
  return text;
}
