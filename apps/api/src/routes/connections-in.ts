import { isUrlOrigin } from "@penstock/core";

/** Every connection that a job, or the body of a request for one, names: that of its manifest too, and no origin of a URL. */
export function connectionsIn(value: unknown): ReadonlySet<string> {
  return new Set(namesIn(value));
}

function namesIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([field, each]) => {
    if (field === "connection" && typeof each === "string") {
      return isUrlOrigin(each) ? [] : [each];
    }
    return namesIn(each);
  });
}
