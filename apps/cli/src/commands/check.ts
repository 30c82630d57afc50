import type { JobRequestInput } from "@penstock/wire";
import { connectToApi } from "../api-session.ts";
import type { ExitCode } from "../exit-codes.ts";
import { runJob } from "../follow-job.ts";
import type { Output } from "../progress/display.ts";
import { routeOfMany, type SelectionOptions, type WrittenRoute } from "../selection.ts";

export type CheckOptions = SelectionOptions & {
  readonly compare?: "content" | "read" | "size" | "size+time";
  readonly sample?: number;
  readonly oneWay?: true;
  readonly allowEmpty?: true;
  readonly report?: "all" | "changed";
  readonly name?: string;
  readonly label?: Record<string, string>;
  readonly detach?: true;
  readonly json?: true;
};

/** `penstock check SRC DST`: compares what `cp -r` would copy with what is there. */
export async function check(
  route: WrittenRoute,
  options: CheckOptions,
  output: Output,
): Promise<ExitCode> {
  const client = connectToApi(output);
  const { compare, sample, oneWay, allowEmpty, report, name, label, detach, json } = options;
  const request: JobRequestInput = {
    verb: "check",
    ...(await routeOfMany(client, route, options)),
    options: {
      ...(compare !== undefined && { compare }),
      ...(sample !== undefined && { sample }),
      ...(oneWay !== undefined && { oneWay }),
      ...(allowEmpty !== undefined && { allowEmpty }),
      ...(report !== undefined && { report }),
    },
    ...(name !== undefined && { name }),
    ...(label !== undefined && { labels: label }),
  };
  return runJob(client, request, { output, isJson: json === true, isDetached: detach === true });
}
