import { systemClock } from "@penstock/process";
import { pause } from "../pause.ts";
import { type Child, describeExit, type ExitReport } from "./child-process.ts";

/** One process of a cluster under a name that outlives it: after a restart it is another child. */
export type Member = {
  readonly name: string;
  readonly child: () => Child;
  /** Ends it for good, and resolves to how it ended. May be called again. */
  stop(): Promise<ExitReport>;
  /** Kills it with SIGKILL for good: it is not started again. */
  kill(): Promise<ExitReport>;
};

export type MemberRequest = {
  readonly name: string;
  /** Starts it; `previous` is the child before, so that a restart can keep its port. */
  readonly start: (previous: Child | undefined) => Promise<Child>;
  /** Whether an unexpected death is followed by a new start. */
  readonly restarts: boolean;
  /** Half a minute when left out. */
  readonly longestPauseMs?: number;
  /** Hears, in one sentence, of every unexpected death and every new start. */
  readonly say: (line: string) => void;
  /** How the pauses before new starts are spent. */
  readonly wait?: typeof pause;
};

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/** Starts a member and, if asked to, keeps it alive: with pauses that double, so that a broken one does not spin. */
export async function startMember(request: MemberRequest): Promise<Member> {
  const { wait = pause, longestPauseMs = LONGEST_PAUSE_MS } = request;
  let child = await request.start(undefined);
  const ending = new AbortController();
  const ended = watch();
  return {
    name: request.name,
    child: () => child,
    stop: () => end((current) => current.stop()),
    kill: () =>
      end((current) => {
        current.kill("SIGKILL");
        return current.exited;
      }),
  };

  async function end(how: (current: Child) => Promise<ExitReport>): Promise<ExitReport> {
    ending.abort();
    const report = await how(child);
    await ended;
    return report;
  }

  /** Until it is stopped. A start that was in progress then is undone. */
  async function watch(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    for (;;) {
      const startedAtMs = systemClock.nowMs();
      const report = await child.exited;
      if (ending.signal.aborted) {
        return;
      }
      request.say(`${request.name} (pid ${child.pid}) died: ${describeExit(report)}`);
      if (!request.restarts) {
        return;
      }
      const isHealthy = systemClock.nowMs() - startedAtMs > LONGEST_PAUSE_MS;
      pauseMs = await startAgain(isHealthy ? FIRST_PAUSE_MS : pauseMs);
    }
  }

  async function startAgain(firstPauseMs: number): Promise<number> {
    let pauseMs = firstPauseMs;
    while (!ending.signal.aborted) {
      request.say(`${request.name} starts again in ${pauseMs / 1000} s`);
      await wait(pauseMs, ending.signal);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      if (ending.signal.aborted) {
        return pauseMs;
      }
      try {
        child = await request.start(child);
        if (ending.signal.aborted) {
          await child.stop();
        } else {
          request.say(`${request.name} is back (pid ${child.pid})`);
        }
        return pauseMs;
      } catch (error) {
        request.say(error instanceof Error ? error.message : String(error));
      }
    }
    return pauseMs;
  }
}
