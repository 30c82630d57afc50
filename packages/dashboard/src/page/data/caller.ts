// Who asks, and what may be done from here.

import { computed, signal } from "@preact/signals";
import { ApiProblem, read } from "./api.ts";

type Caller = Awaited<ReturnType<typeof readCaller>>;

const caller = signal<Caller | undefined>(undefined);

/** The API asks who this is. */
export const isLoggedOut = signal(false);

/** Each allows what those before it allow. */
const SCOPES: readonly Caller["scope"][] = ["read", "operate", "admin"];

/** A page shows nothing that the API would refuse, and nothing before it is known who asks. */
export function may(scope: Caller["scope"], reach?: "deployment"): boolean {
  const who = caller.value;
  const isOfAll = who?.tenant === null || reach === undefined;
  return who !== undefined && isOfAll && SCOPES.indexOf(who.scope) >= SCOPES.indexOf(scope);
}

/** Whether a request from elsewhere has to bring a key. */
export const needsKey = computed(() => caller.value?.isOpen === false);

export const callerText = computed(() => {
  const { id, scope, tenant, isOpen = true } = caller.value ?? {};
  return isOpen ? "" : `${id}, ${scope}${tenant === null ? "" : ` of ${tenant}`}`;
});

function readCaller() {
  return read("/v1/caller");
}

export async function findCaller(): Promise<void> {
  try {
    caller.value = await readCaller();
  } catch (error) {
    noteProblem(error);
  }
}

/** Of any request: a session ends, too. */
export function noteProblem(error: unknown): void {
  if (error instanceof ApiProblem && error.problem.status === 401) {
    isLoggedOut.value = true;
  }
}
