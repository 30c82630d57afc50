import type { ExitCode } from "../exit-codes.ts";

/** Waits for a command, and sets the exit code of this process by it. */
export type Finish = (command: Promise<ExitCode>) => Promise<void>;
