import { JOB_HEALTHS, JOB_STATES } from "@penstock/core";
import { z } from "zod";
import { timestampInput } from "./job-view.ts";
import { pageQuery } from "./page-query.ts";

const MAX_LABELS = 8;

/** `name=value`, once or several times: a name has no equals sign in it, a value may. */
const labels = z
  .union([z.string(), z.array(z.string())])
  .transform((given, context) => {
    const pairs = [given].flat().map((text) => {
      const [, name, value] = /^([^=]{1,63})=(.{0,255})$/s.exec(text) ?? [];
      return name === undefined || value === undefined ? undefined : ([name, value] as const);
    });
    const whole = pairs.filter((pair) => pair !== undefined);
    if (whole.length < pairs.length || pairs.length > MAX_LABELS) {
      const message = `write NAME=VALUE, at most ${MAX_LABELS} times`;
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    }
    return whole;
  })
  .optional();

const statesText = `write one of ${JOB_STATES.join(", ")}`;

const states = z
  .string(statesText)
  .transform((text, context) => {
    const parsed = z.array(z.enum(JOB_STATES)).safeParse(text.split(","));
    if (!parsed.success) {
      context.addIssue({ code: "custom", message: statesText });
      return z.NEVER;
    }
    return parsed.data;
  })
  .optional();

/** The query of `GET /v1/jobs`: a job is in the list that fits all that is given. */
export const jobQuery = pageQuery.extend({
  state: states.describe("Jobs in this state, or in one of several, written `failed,cancelled`."),
  health: oneOf(JOB_HEALTHS).describe("Jobs of this health; that of a job that has ended is `ok`."),
  label: labels.describe("`NAME=VALUE`; may be there up to 8 times: then a job has all of them."),
  createdAfter: timestampInput.optional().describe("Jobs of this time or later, RFC 3339."),
  createdBefore: timestampInput.optional().describe("Jobs of an earlier time, RFC 3339."),
});

function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(values, `write one of ${values.join(", ")}`).optional();
}

export type JobQuery = z.infer<typeof jobQuery>;
