import { signal } from "@preact/signals";

/** The second that it is, for everything that says how long ago something was. */
export const nowMs = signal(Date.now());

const SECOND_MS = 1000;

setInterval(() => {
  if (!document.hidden) {
    nowMs.value = Date.now();
  }
}, SECOND_MS);

export function after(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

export function clockMs(): number {
  return Date.now();
}
