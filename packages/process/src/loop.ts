export type Loop = { stop(): Promise<void> };

type LoopOptions = {
  readonly everyMs: number | (() => number);
  /** One pass. Passes never overlap; the pause starts when a pass ends. */
  readonly run: () => Promise<void>;
  /** A pass that throws does not end the loop: the next one may succeed. */
  readonly onError: (error: unknown) => void;
};

/** Runs passes until it is stopped, the first one at once; `stop` waits for the pass under way. */
export function startLoop({ everyMs, run, onError }: LoopOptions): Loop {
  const stopping = new AbortController();
  const ended = loop(stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };

  async function loop(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await run().catch(onError);
      await pause(typeof everyMs === "number" ? everyMs : everyMs(), signal);
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) {
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
  });
}
