import type { SourceReader } from "@penstock/core";
import { systemClock } from "@penstock/process";
import { pause } from "../../apps/cli/src/pause.ts";
import type { Looks } from "./judge.ts";
import { type Look, readBack } from "./read-back.ts";
import type { SourceFile } from "./sources.ts";

type Request = {
  readonly store: SourceReader;
  /** Called when an object is not what it should be. */
  readonly onBad: (key: string, detail: string) => void;
  readonly log: (line: string) => void;
};

/** Reads compete with the transfers for the machine. */
const LOOKS_AT_ONCE = 2;
/** The store is away for seconds at a time, or full of faults. */
const PATIENCE_MS = 60_000;
const RETRY_MS = 500;

/** Looks at objects in the background, each time a caller says that one may have changed. */
export class ObjectChecks {
  readonly #request: Request;
  readonly #sources = new Map<string, SourceFile>();
  readonly #looks = new Map<string, Look[]>();
  /** Keys to look at, in order; a key is here once. */
  readonly #due = new Set<string>();
  readonly #atWork = new Set<Promise<void>>();
  readonly #stopping = new AbortController();

  constructor(request: Request) {
    this.#request = request;
  }

  /** Says what belongs under a key, before any process can write it. */
  expect(key: string, source: SourceFile): void {
    this.#sources.set(key, source);
  }

  get keys(): readonly string[] {
    return [...this.#sources.keys()];
  }

  get looks(): Looks {
    return this.#looks;
  }

  /** Looks at the object soon. Unexpected keys are not ours. */
  ask(key: string): void {
    if (this.#sources.has(key)) {
      this.#due.add(key);
      this.#begin();
    }
  }

  /** Gives up the looks under way, and forgets those that are due. */
  stop(): void {
    this.#due.clear();
    this.#stopping.abort();
  }

  async untilIdle(): Promise<void> {
    while (this.#atWork.size > 0) {
      await Promise.all(this.#atWork);
    }
  }

  #begin(): void {
    while (this.#atWork.size < LOOKS_AT_ONCE && this.#due.size > 0) {
      const work = this.#work().finally(() => {
        this.#atWork.delete(work);
        this.#begin();
      });
      this.#atWork.add(work);
    }
  }

  async #work(): Promise<void> {
    for (const key of this.#due) {
      this.#due.delete(key);
      const source = this.#sources.get(key);
      if (source !== undefined) {
        await this.#look(key, source);
        return;
      }
    }
  }

  async #look(key: string, source: SourceFile): Promise<void> {
    const look = await this.#patientLook(key, source);
    const looks = this.#looks.get(key) ?? [];
    looks.push(look);
    this.#looks.set(key, looks);
    if (look.kind === "other-bytes") {
      this.#request.onBad(key, look.detail);
    }
  }

  async #patientLook(key: string, source: SourceFile): Promise<Look> {
    const { signal } = this.#stopping;
    const deadlineMs = systemClock.nowMs() + PATIENCE_MS;
    for (;;) {
      try {
        return await readBack(this.#request.store, key, source, signal);
      } catch (error) {
        if (systemClock.nowMs() > deadlineMs || signal.aborted) {
          return { kind: "unreadable", detail: String(error) };
        }
        this.#request.log(`look at ${key}: ${error}`);
        await pause(RETRY_MS, signal);
      }
    }
  }
}
