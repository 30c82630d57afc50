import { Session } from "node:inspector";
import { fileURLToPath } from "node:url";

/** Tells in which files a function was called, from one question to the next. */
export class FunctionCoverage {
  readonly #folder: string;
  readonly #session = new Session();

  constructor(folder: string) {
    this.#folder = folder;
    this.#session.connect();
    this.#session.post("Profiler.enable");
    this.#session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
  }

  /** Paths below the folder, in no order. To load a file is not to run it. */
  take(): readonly string[] {
    const files: string[] = [];
    // A session with its own thread responds before `post` returns.
    this.#session.post("Profiler.takePreciseCoverage", (error, { result }) => {
      if (error !== null) {
        throw new Error("V8 gives no coverage", { cause: error });
      }
      for (const { url, functions } of result) {
        const path = url.startsWith("file:") ? fileURLToPath(url) : "";
        // What begins where the file begins is the module itself.
        const calls = functions.flatMap(({ ranges }) => ranges.slice(0, 1));
        const hasRun = calls.some(({ count, startOffset }) => count > 0 && startOffset > 0);
        if (hasRun && path.startsWith(this.#folder)) {
          files.push(path.slice(this.#folder.length));
        }
      }
    });
    return files;
  }

  stop(): void {
    this.#session.disconnect();
  }
}
