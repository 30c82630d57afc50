// Where the page is: all of its state is in the URL, behind the `#`.

import { computed, signal } from "@preact/signals";

type Place = {
  /** `/jobs/job_1` as `["jobs", "job_1"]`. */
  readonly steps: readonly string[];
  readonly query: URLSearchParams;
};

function parsePlace(hash: string): Place {
  const [path = "", search = ""] = hash.replace(/^#/, "").split("?", 2);
  const steps = path.split("/").filter((step) => step !== "");
  return { steps: steps.map(decoded), query: new URLSearchParams(search) };
}

/** What is no valid escape stands for itself. */
function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

function hashOf({ steps, query }: Place): string {
  const path = steps.map(encodeURIComponent).join("/");
  return query.size === 0 ? `#/${path}` : `#/${path}?${query}`;
}

export function linkTo(...steps: readonly string[]): string {
  return hashOf({ steps, query: new URLSearchParams() });
}

const current = signal(parsePlace(location.hash));

export const steps = computed(() => current.value.steps);
export const query = computed(() => current.value.query);

/** The history keeps with each of its steps where that came from; one that is gone back to has it already. */
function noteStepFrom(hash: string): void {
  if (history.state === null) {
    history.replaceState(hash, "");
  }
}

noteStepFrom("");
window.addEventListener("hashchange", ({ oldURL }) => {
  noteStepFrom(new URL(oldURL).hash);
  current.value = parsePlace(location.hash);
});

export function go(hash: string): void {
  location.hash = hash;
}

/** Instead of where the page is now: Back does not lead here. */
export function goInstead(hash: string): void {
  history.replaceState(history.state, "", hash);
  current.value = parsePlace(hash);
}

/** Takes away what was opened over a page. Where that was the last step, it is taken back: Back never opens it again. */
export function close(names: readonly string[]): void {
  const hash = linkWith(Object.fromEntries(names.map((name) => [name, undefined])));
  if (history.state === hash) {
    history.back();
  } else {
    goInstead(hash);
  }
}

/** The same page with other parameters; an empty one is taken out. */
export function linkWith(changes: Readonly<Record<string, string | undefined>>): string {
  const next = new URLSearchParams(current.value.query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === "") {
      next.delete(name);
    } else {
      next.set(name, value);
    }
  }
  return hashOf({ steps: current.value.steps, query: next });
}

/** While a person types, every letter would be a step back. */
export function setQuery(changes: Readonly<Record<string, string | undefined>>): void {
  goInstead(linkWith(changes));
}
