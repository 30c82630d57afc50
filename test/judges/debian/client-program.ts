import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach } from "vitest";
import {
  BUCKET,
  KEYS,
  REGION,
  type StartedEmulator,
  startEmulator,
} from "../../conformance/on-emulator.ts";
import { sampleBytes } from "../../support/sample-bytes.ts";

const execute = promisify(execFile);
/** The versions of the system's own packages are what is judged by. */
const SYSTEM = "/usr/bin";
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** Larger than what any of the clients sends in one request by default, or is told to here. */
export const FILM = sampleBytes(17 * 1024 * 1024 + 123, "judge");
export const NOTE = Buffer.from("a small note");

/** An emulator, and a folder with `film.bin` and `note.txt` in it. */
export class ClientBench {
  #server: StartedEmulator | undefined;
  #folder = "";

  async open(): Promise<void> {
    this.#server = await startEmulator();
    this.#folder = await mkdtemp(join(tmpdir(), "penstock-judge-"));
    await writeFile(join(this.#folder, "film.bin"), FILM);
    await writeFile(join(this.#folder, "note.txt"), NOTE);
  }

  async close(): Promise<void> {
    await this.#server?.close();
    await rm(this.#folder, { recursive: true });
  }

  get server(): StartedEmulator {
    if (this.#server === undefined) {
      throw new Error("the emulator is there only while a test runs");
    }
    return this.#server;
  }

  get folder(): string {
    return this.#folder;
  }

  /** Host and port. */
  get host(): string {
    return new URL(this.server.emulator.endpoint).host;
  }

  /**
   * What the program says on its standard output. Nothing of this process's own settings reaches it.
   *
   * @throws Error with what it said on the other one, when it failed
   */
  async run(
    program: string,
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<Buffer> {
    if (!existsSync(join(SYSTEM, program))) {
      throw new Error(`there is no ${SYSTEM}/${program}: scripts/judges.sh install brings it`);
    }
    const { stdout } = await execute(join(SYSTEM, program), args, {
      cwd: this.#folder,
      encoding: "buffer",
      maxBuffer: MAX_OUTPUT_BYTES,
      env: {
        PATH: SYSTEM,
        HOME: this.#folder,
        AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
        AWS_DEFAULT_REGION: REGION,
        ...environment,
      },
    });
    return stdout;
  }
}

export { BUCKET, KEYS, REGION };

/** A bench of its own for each test of the file. */
export function useBench(): ClientBench {
  const bench = new ClientBench();
  beforeEach(async () => await bench.open());
  afterEach(async () => await bench.close());
  return bench;
}
