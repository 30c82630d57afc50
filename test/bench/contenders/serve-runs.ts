import { flushCompileCache } from "node:module";

/** The options that a contender's process was started with. */
export function readOptions<Options>(): Options {
  return JSON.parse(process.argv[2] ?? "{}");
}

/** Does the work once for each message, and answers what it cost this process. */
export function serveRuns(work: (run: number) => Promise<void>): void {
  let runs = 0;
  process.on("message", () => {
    runs += 1;
    const before = process.cpuUsage();
    const startedAtMs = performance.now();
    work(runs).then(
      () => {
        const { user, system } = process.cpuUsage(before);
        const seconds = (performance.now() - startedAtMs) / 1000;
        process.send?.({ seconds, cpuSeconds: (user + system) / 1e6 });
      },
      (error: unknown) => process.send?.({ failure: String(error) }),
    );
  });
  process.once("disconnect", () => process.exit());
  // It ends by a signal, which writes nothing; without a cache this does nothing.
  flushCompileCache();
  process.send?.("ready");
}
