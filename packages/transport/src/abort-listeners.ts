/** Something that ends with a signal. */
export type Abortable = { abort(reason: unknown): void };

type Shared = { readonly waiting: Set<Abortable>; readonly onAbort: () => void };

/** Many requests at once end with one signal: a listener of its own for each costs a microsecond. */
const sharedBy = new WeakMap<AbortSignal, Shared>();

/** Until it is removed; a signal that is aborted already calls nothing. */
export function addAbortable(signal: AbortSignal, abortable: Abortable): void {
  const shared = sharedBy.get(signal) ?? startListening(signal);
  shared.waiting.add(abortable);
}

/** The last one takes the listener with it: a signal made of others lives as long as it has one. */
export function removeAbortable(signal: AbortSignal, abortable: Abortable): void {
  const shared = sharedBy.get(signal);
  if (shared?.waiting.delete(abortable) === true && shared.waiting.size === 0) {
    sharedBy.delete(signal);
    signal.removeEventListener("abort", shared.onAbort);
  }
}

function startListening(signal: AbortSignal): Shared {
  const waiting = new Set<Abortable>();
  const onAbort = () => {
    for (const abortable of waiting) {
      abortable.abort(signal.reason);
    }
  };
  const shared = { waiting, onAbort };
  sharedBy.set(signal, shared);
  signal.addEventListener("abort", onAbort, { once: true });
  return shared;
}
