import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { isOnPath } from "../tools/commands.ts";
import { checksumOfZeros } from "./zeros.ts";

const COMPILER = "cc";

export type Sink = {
  readonly port: number;
  readonly url: string;
  readonly kind: "C" | "Node";
  /** How many body bytes it was sent so far: whoever claims to have sent something has. */
  droppedBytes(): Promise<number>;
  stop(): Promise<void>;
};

/**
 * Starts the source and store of all benches (`sink.c`, where there is a C compiler, else the same
 * in Node). It ends with this process.
 *
 * @param folder for the compiled program
 * @param md5Of lengths whose ETag has to be the MD5 of that many zeros
 * @param address where it listens; all of the machine's addresses with 0.0.0.0
 */
export async function startSink(
  folder: string,
  md5Of: readonly number[],
  address = "127.0.0.1",
): Promise<Sink> {
  const program = compile("sink.c", folder);
  const [command, ...first] =
    program === undefined
      ? [process.execPath, fileURLToPath(import.meta.resolve("./node-sink.ts"))]
      : [program];
  const etags = md5Of.map((length) => `${length}:${checksumOfZeros("md5", length)}`);
  const child = spawn(command ?? "", [...first, address, ...etags], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const closed = once(child, "close");
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([
    once(lines, "line"),
    closed.then(() => {
      throw new Error("the sink did not start");
    }),
  ]);
  const port = Number(String(line).split(" ")[1]);
  const url = `http://127.0.0.1:${port}`;
  return {
    port,
    url,
    kind: program === undefined ? "Node" : "C",
    droppedBytes: async () => Number(await (await fetch(`${url}/-/dropped-bytes`)).text()),
    stop: async () => {
      child.kill();
      await closed;
    },
  };
}

/** Undefined where there is no C compiler. */
export function compile(source: string, folder: string): string | undefined {
  if (!isOnPath(COMPILER)) {
    return undefined;
  }
  const program = join(folder, source.replace(/\.c$/, ""));
  if (existsSync(program)) {
    return program;
  }
  const path = fileURLToPath(new URL(source, import.meta.url));
  execFileSync(COMPILER, ["-O2", "-o", program, path, "-lpthread"], { stdio: "inherit" });
  return program;
}
