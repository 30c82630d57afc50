import { createClient } from "@penstock/client";
import { type Loop, startLoop, systemClock } from "@penstock/process";
import type { JobView } from "@penstock/wire";
import { pause } from "../../apps/cli/src/pause.ts";

const LOOK_EVERY_MS = 200;
const RETRY_MS = 300;

/** The one job of a bulk run, looked at through each api in turn: one of them may be dead. */
export class BulkJob {
  readonly id: string;
  readonly #urls: () => readonly string[];
  readonly #loop: Loop;
  readonly #wrongCounts: string[] = [];
  #looks = 0;
  #last: JobView | undefined;

  constructor(id: string, urls: () => readonly string[]) {
    this.id = id;
    this.#urls = urls;
    this.#loop = startLoop({
      everyMs: LOOK_EVERY_MS,
      run: () => this.#look(),
      // That api is away; the next look asks the other one.
      onError: () => undefined,
    });
  }

  get looks(): number {
    return this.#looks;
  }

  get last(): JobView | undefined {
    return this.#last;
  }

  /** Views whose counts did not add up, in words. */
  get wrongCounts(): readonly string[] {
    return this.#wrongCounts;
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** @throws Error when the job has not ended, with all its rows in the journal, by then */
  async untilRecorded(limitMs: number, signal: AbortSignal): Promise<JobView> {
    const deadlineMs = systemClock.nowMs() + limitMs;
    for (;;) {
      const last = this.#last;
      if (last?.list?.isRecorded === true) {
        return last;
      }
      signal.throwIfAborted();
      if (systemClock.nowMs() > deadlineMs) {
        throw new Error(`the job did not end: ${JSON.stringify(last)}`);
      }
      await pause(RETRY_MS, signal);
    }
  }

  /** The rows of the job, as the API hands them out. */
  async *rows(): AsyncGenerator<string> {
    const [url = ""] = this.#urls();
    const response = await fetch(`${url}/v1/jobs/${this.id}/report`);
    if (!response.ok || response.body === null) {
      throw new Error(`the API answered ${response.status} to the question for the rows`);
    }
    let rest = "";
    for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
      const lines = `${rest}${text}`.split("\n");
      rest = lines.pop() ?? "";
      yield* lines;
    }
  }

  async #look(): Promise<void> {
    this.#looks += 1;
    const urls = this.#urls();
    const view = await createClient({ baseUrl: urls[this.#looks % urls.length] ?? "" }).readJob(
      this.id,
    );
    const { progress } = view;
    const sum =
      progress.transfersStored +
      progress.transfersSkipped +
      progress.transfersFailed +
      progress.transfersCancelled +
      progress.transfersPending;
    if (sum !== progress.transfersTotal || progress.transfersPending < 0) {
      this.#wrongCounts.push(`the counts do not add up: ${JSON.stringify(progress)}`);
    }
    this.#last = view;
  }
}
