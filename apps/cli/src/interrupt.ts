import { EXIT } from "./exit-codes.ts";

/** There is one Ctrl-C, so commands of one process share it. */
let interrupted: AbortSignal | undefined;

/**
 * A signal that is aborted by Ctrl-C or SIGTERM, so that a command can end in order. The second one
 * ends the process at once; children notice that their parent is gone and drain by themselves.
 */
export function onInterrupt(): AbortSignal {
  interrupted ??= listen();
  return interrupted;
}

function listen(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) {
        process.exit(EXIT.interrupted);
      }
      controller.abort();
    });
  }
  return controller.signal;
}
