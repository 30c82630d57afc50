import { mkdir, realpath, stat, statfs } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { formatByteSize, parseByteSize } from "@penstock/core";
import type { ConnectionSettings } from "@penstock/wire";
import { CommandFailure, EXIT } from "../exit-codes.ts";
import type { Digest } from "./digest.ts";
import { writeSample } from "./sample-file.ts";

export type DemoSourceOptions = {
  readonly size: string;
  /** Of the sample: `sample.bin` when left out. */
  readonly name?: string;
  readonly file?: string;
  readonly url?: string;
};

const SPARE_BYTES = 64 * 1024 * 1024;

/** What the demo moves. */
export type DemoSource = {
  /** In words, for a person. */
  readonly what: string;
  readonly connection: ConnectionSettings;
  readonly key: string;
  /** Of the name that the stored object gets. */
  readonly name: string;
  /** Makes the bytes where there are none yet; the digest where that is known from it. */
  prepare(signal: AbortSignal): Promise<Digest | undefined>;
};

/**
 * @param folder where a sample may be written
 * @throws CommandFailure for a file that is not there, a URL or size that is none
 */
export async function demoSource(options: DemoSourceOptions, folder: string): Promise<DemoSource> {
  if (options.file !== undefined) {
    return fileSource(options.file);
  }
  return options.url === undefined ? sampleSource(options, folder) : urlSource(options.url);
}

function sampleSource(
  { size, name = "sample.bin" }: Pick<DemoSourceOptions, "size" | "name">,
  folder: string,
): DemoSource {
  const sizeBytes = parseByteSize(size);
  if (sizeBytes === undefined) {
    throw usage(`"${size}" is not a size`, "Write it as 64MiB or 1GiB.");
  }
  return {
    what: `a sample file of ${formatByteSize(sizeBytes)}, pseudo-random bytes`,
    connection: { provider: "file", root: folder },
    key: name,
    name,
    prepare: async (signal) => {
      await mkdir(folder, { recursive: true });
      await refuseFullDisk(folder, sizeBytes);
      return writeSample(join(folder, name), sizeBytes, signal);
    },
  };
}

/** The sample and the stored object lie on the same disk, and something has to be left of it. */
async function refuseFullDisk(folder: string, sizeBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const neededBytes = sizeBytes * 2 + SPARE_BYTES;
  if (bavail * bsize < neededBytes) {
    throw new CommandFailure(
      `the demo needs ${formatByteSize(neededBytes)} in ${folder}, ${formatByteSize(bavail * bsize)} are free`,
      { exitCode: EXIT.usage, nextStep: "Use a smaller --size, or point TMPDIR at a larger disk." },
    );
  }
}

async function fileSource(text: string): Promise<DemoSource> {
  const path = resolve(text);
  const stats = await stat(path).catch(() => undefined);
  if (stats?.isFile() !== true) {
    throw new CommandFailure(`${path} is not a file that can be read`, {
      exitCode: EXIT.notFound,
      nextStep: "Check the path, or leave out --file for a sample.",
    });
  }
  const real = await realpath(path);
  return {
    what: `${path}, ${formatByteSize(stats.size)}`,
    connection: { provider: "file", root: dirname(real) },
    key: basename(real),
    name: basename(real),
    prepare: async () => undefined,
  };
}

function urlSource(text: string): DemoSource {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.pathname.endsWith("/")) {
    throw usage(`"${text}" is not the URL of a file`, "Write it as https://host/path/file.");
  }
  const name = basename(url.pathname);
  return {
    what: `${url.origin}${url.pathname}`,
    connection: { provider: "http", baseUrl: new URL(".", url).href },
    key: name + url.search,
    name,
    prepare: async () => undefined,
  };
}

function usage(message: string, nextStep: string): CommandFailure {
  return new CommandFailure(message, { exitCode: EXIT.usage, nextStep });
}
