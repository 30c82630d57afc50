// What a client may ask of a check, and what means nothing to one.

import type { CheckSpec, Compare, Verb } from "@penstock/core";

type Options = {
  readonly compare?: Compare | "read";
  readonly sample?: number;
  readonly oneWay?: boolean;
};

const OF_CHECKS = ["compare", "sample", "oneWay", "allowEmpty", "report"] as const;
const ONLY_OF_CHECKS = ["sample", "oneWay"] as const;

/** By the name of each option: why it cannot be given. */
export function unsuitableOptions(
  verb: Verb | undefined,
  options: Options & { readonly metadata: object },
): readonly (readonly [name: string, message: string])[] {
  const { metadata, ...rest } = options;
  const given = [...Object.keys(rest), ...(Object.keys(metadata).length > 0 ? ["metadata"] : [])];
  if (verb === "check") {
    const allowed: readonly string[] = OF_CHECKS;
    return given
      .filter((name) => !allowed.includes(name))
      .map((name) => [name, `a check moves nothing: it takes ${OF_CHECKS.join(", ")} only`]);
  }
  const onlyOfChecks: readonly string[] = ONLY_OF_CHECKS;
  return [
    ...given
      .filter((name) => onlyOfChecks.includes(name))
      .map((name) => [name, 'only a job with "verb": "check" takes it'] as const),
    ...(options.compare === "read"
      ? [["compare", 'only a job with "verb": "check" reads both sides'] as const]
      : []),
  ];
}

/** What is read is compared by its content as well, where the sample leaves it out. */
export function toCompare({ compare = "content" }: Pick<Options, "compare">): Compare {
  return compare === "read" ? "content" : compare;
}

export function toCheckSpec({ compare, sample = 100, oneWay = false }: Options): CheckSpec {
  return {
    reads: compare === "read" ? "all" : "unclear",
    samplePercent: sample,
    isOneWay: oneWay,
  };
}
