import type { PenstockError } from "@penstock/core";
import type { JobView } from "@penstock/wire";
import { Rejection } from "../http/problem.ts";

/** What the state of a job does not allow is refused with what it does allow. */
export function conflictOf({ code, message }: PenstockError, { actions }: JobView): Rejection {
  return new Rejection(code, 409, message, { actions });
}
