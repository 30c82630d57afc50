import type { Log } from "@penstock/core";

type DrainState = "working" | "draining" | "drained";

export type WorkerDrain = {
  state(): DrainState;
  /** Whether tasks are taken. */
  isWorking(): boolean;
  /** Takes no more tasks; resolves when none is left. The same however often, and by whom, it is asked for. */
  begin(why: "asked" | "stopping"): Promise<void>;
  /** The same where nothing waits for its end: what fails is logged, and ends no process. */
  ask(): void;
};

type DrainRequest = {
  /** Ends once what is held is finished or handed back. */
  readonly finish: () => Promise<void>;
  /** Others count on this worker no more. */
  readonly leave: () => Promise<void>;
  readonly log: Log;
};

/**
 * The one way in which a worker stops to work, whether its process ends after that (SIGTERM) or stays, idle (the API).
 * It stays because a supervisor would start the next worker in the place of one that ended.
 */
export function workerDrain({ finish, leave, log }: DrainRequest): WorkerDrain {
  let draining: Promise<void> | undefined;
  let isDone = false;

  async function drain(why: "asked" | "stopping"): Promise<void> {
    log.info({ why }, "the worker takes no more tasks");
    // Without its word others forget it after some seconds: what fails here changes nothing.
    const left = leave().catch((error: unknown) =>
      log.warn({ err: error }, "the worker could not say that it drains"),
    );
    await finish();
    await left;
    isDone = true;
    log.info({ why }, "the worker holds no task any more");
  }

  function begin(why: "asked" | "stopping"): Promise<void> {
    draining ??= drain(why);
    return draining;
  }

  return {
    state: () => (isDone ? "drained" : draining === undefined ? "working" : "draining"),
    isWorking: () => draining === undefined,
    begin,
    ask: () => {
      if (draining === undefined) {
        begin("asked").catch((error: unknown) =>
          log.error(
            { err: error },
            "the worker could not hand back what it held: stop its process",
          ),
        );
      }
    },
  };
}
