const CONDITION = /^(?:if-|x-[a-z]+-(?:copy-source-if-|forbid-overwrite$))/i;

/**
 * Whether a request says under which condition it is to be done. One that does not cannot have failed
 * by it, whatever the response says.
 */
export function carriesCondition(headers: Readonly<Record<string, unknown>> = {}): boolean {
  return Object.keys(headers).some((name) => CONDITION.test(name));
}
