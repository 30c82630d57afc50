import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { TEST_CERTIFICATE } from "../../../packages/transport/src/test-certificate.ts";
import { isOnPath } from "../tools/commands.ts";
import { checksumOfZeros } from "./zeros.ts";

const COMPILER = "cc";
const NODE_SINK = [process.execPath, fileURLToPath(import.meta.resolve("./node-sink.ts"))];

export type Sink = {
  readonly port: number;
  readonly url: string;
  readonly kind: "C" | "Node";
  /** How many body bytes it was sent so far: a contender that claims to have sent something has. */
  droppedBytes(): Promise<number>;
  /** How many requests it had so far; only the C one counts them. */
  requests(): Promise<number>;
  /** When the first PUT of an object came since this was asked for last, by its clock; 0 if none did. */
  firstPutAtMs(): Promise<number>;
  stop(): Promise<void>;
};

/** One in Node that is reached at two addresses: by those who look, and with TLS by those who carry. */
export type TlsSink = Sink & {
  readonly tlsUrl: string;
  /** A file with the certificate that it has to be trusted for. */
  readonly certificatePath: string;
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
  const command = program === undefined ? NODE_SINK : [program];
  const { sink } = await startProcess([...command, address, ...etagsOf(md5Of)]);
  return { ...sink, kind: program === undefined ? "Node" : "C" };
}

/** @param folder for the certificate */
export async function startTlsSink(folder: string, md5Of: readonly number[]): Promise<TlsSink> {
  const certificatePath = join(folder, "certificate.pem");
  await writeFile(certificatePath, TEST_CERTIFICATE);
  const { sink, ports } = await startProcess([...NODE_SINK, "127.0.0.1", "tls", ...etagsOf(md5Of)]);
  return { ...sink, kind: "Node", tlsUrl: `https://127.0.0.1:${ports[1]}`, certificatePath };
}

function etagsOf(lengths: readonly number[]): readonly string[] {
  return lengths.map((length) => `${length}:${checksumOfZeros("md5", length)}`);
}

async function startProcess([command = "", ...words]: readonly string[]) {
  const child = spawn(command, words, { stdio: ["pipe", "pipe", "inherit"] });
  const closed = once(child, "close");
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([
    once(lines, "line"),
    closed.then(() => {
      throw new Error("the sink did not start");
    }),
  ]);
  const ports = String(line).split(" ").slice(1).map(Number);
  const port = ports[0] ?? 0;
  const url = `http://127.0.0.1:${port}`;
  const ask = async (what: string) => Number(await (await fetch(`${url}/-/${what}`)).text());
  const sink = {
    port,
    url,
    droppedBytes: () => ask("dropped-bytes"),
    requests: () => ask("requests"),
    firstPutAtMs: async () => (await ask("first-put-us")) / 1000,
    stop: async () => {
      child.kill();
      await closed;
    },
  };
  return { sink, ports };
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
