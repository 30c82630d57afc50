import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

export const PAGE_FOLDER = fileURLToPath(new URL("../page", import.meta.url));
export const OUTPUT_FOLDER = fileURLToPath(new URL("../../dist", import.meta.url));
const MANIFEST = fileURLToPath(new URL("../../package.json", import.meta.url));
const ITSELF = fileURLToPath(import.meta.url);

const ICON = "icon.svg";
export const PAGE = "index.html";

type File = { readonly name: string; readonly bytes: Buffer };

/** What the pages are made of, as one word: a build of other sources is out of date. */
export async function stampOfSources(): Promise<string> {
  const names = (await readdir(PAGE_FOLDER, { recursive: true }))
    .filter((name) => /\.(tsx?|css|svg)$/.test(name) && !name.endsWith(".test.ts"))
    .sort();
  const hash = createHash("sha256");
  for (const path of [MANIFEST, ITSELF, ...names.map((name) => join(PAGE_FOLDER, name))]) {
    hash.update(basename(path)).update(await readFile(path));
  }
  return hash.digest("hex").slice(0, 16);
}

/**
 * Bundles the pages into a folder named after their sources, beside each file what gzip and brotli make of
 * it. May run several times at once: the first to finish wins.
 */
export async function bundle(stamp: string): Promise<void> {
  const scripts = await bundleScripts();
  const style = await styleSheet();
  const icon = hashed(ICON, await readFile(join(PAGE_FOLDER, ICON)));
  const page = { name: PAGE, bytes: Buffer.from(htmlOf({ scripts, style, icon })) };
  const draft = join(OUTPUT_FOLDER, `draft-${process.pid}`);
  await mkdir(draft, { recursive: true });
  for (const file of [page, style, icon, ...scripts.files]) {
    await writePacked(draft, file);
  }
  await rename(draft, join(OUTPUT_FOLDER, stamp)).catch(() => rm(draft, { recursive: true }));
  await removeOthers(stamp);
}

type Scripts = {
  readonly files: readonly File[];
  readonly entry: string;
  /** What the first page needs beside the entry. */
  readonly preloads: readonly string[];
};

async function bundleScripts(): Promise<Scripts> {
  // Only who builds needs it: a deployment comes with pages that are built.
  const { rolldown } = await import("rolldown");
  await using build = await rolldown({
    input: { main: join(PAGE_FOLDER, "main.tsx") },
    platform: "browser",
    transform: { jsx: { runtime: "automatic", importSource: "preact" } },
    logLevel: "silent",
  });
  const { output } = await build.generate({
    format: "esm",
    minify: true,
    comments: false,
    entryFileNames: "[name]-[hash].js",
    chunkFileNames: "[name]-[hash].js",
  });
  const chunks = output.filter((each) => each.type === "chunk");
  const entry = chunks.find(({ isEntry }) => isEntry);
  return {
    files: chunks.map(({ fileName, code }) => ({ name: fileName, bytes: Buffer.from(code) })),
    entry: entry?.fileName ?? "",
    preloads: entry?.imports ?? [],
  };
}

/** One sheet, of the files in the order of their names. */
async function styleSheet(): Promise<File> {
  const folder = join(PAGE_FOLDER, "style");
  const names = (await readdir(folder)).sort();
  const rules = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  return hashed("style.css", Buffer.from(rules.join("\n")));
}

function hashed(name: string, bytes: Buffer): File {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 8);
  return { name: name.replace(".", `-${hash}.`), bytes };
}

function htmlOf(parts: {
  readonly scripts: Scripts;
  readonly style: File;
  readonly icon: File;
}): string {
  const { scripts, style, icon } = parts;
  return [
    "<!doctype html>",
    '<html lang="en">',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    "<title>Penstock</title>",
    `<link rel="icon" href="assets/${icon.name}">`,
    `<link rel="stylesheet" href="assets/${style.name}">`,
    ...scripts.preloads.map((name) => `<link rel="modulepreload" href="assets/${name}">`),
    `<script type="module" src="assets/${scripts.entry}"></script>`,
    '<div id="app"><header class="top"><b class="brand">Penstock</b></header></div>',
    "<noscript>The dashboard needs JavaScript. The API and the command line do not: <code>penstock ls</code></noscript>",
    "</html>",
    "",
  ].join("\n");
}

const asGzip = promisify(gzip);
const asBrotli = promisify(brotliCompress);

async function writePacked(folder: string, { name, bytes }: File): Promise<void> {
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  await Promise.all([
    writeFile(join(folder, name), bytes),
    writeFile(join(folder, `${name}.gz`), await asGzip(bytes, { level: 9 })),
    writeFile(join(folder, `${name}.br`), await asBrotli(bytes, { params })),
  ]);
}

async function removeOthers(stamp: string): Promise<void> {
  const others = (await readdir(OUTPUT_FOLDER)).filter(
    (name) => name !== stamp && !name.startsWith("draft-"),
  );
  for (const name of others) {
    await rm(join(OUTPUT_FOLDER, name), { recursive: true, force: true });
  }
}
