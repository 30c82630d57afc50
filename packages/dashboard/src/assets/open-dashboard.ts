import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { bundle, OUTPUT_FOLDER, PAGE, PAGE_FOLDER, stampOfSources } from "./bundle.ts";

type Encoding = "identity" | "gzip" | "br";

/** A file of the dashboard, as it is and as it is packed. */
export type Asset = {
  readonly contentType: string;
  readonly bodies: Readonly<Record<Encoding, Buffer>>;
};

/** All of it, in memory: some hundred kilobytes. */
export type Dashboard = {
  readonly page: Asset;
  /** By name, each name with a hash of what is in it. */
  readonly assets: ReadonlyMap<string, Asset>;
};

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** Builds the dashboard first where it is missing, or of other sources than those that are here. */
export async function openDashboard(): Promise<Dashboard> {
  return load(join(OUTPUT_FOLDER, await builtName()));
}

/** @throws when it is missing and cannot be built: its bundler is there in a development checkout only */
async function builtName(): Promise<string> {
  const built = existsSync(OUTPUT_FOLDER) ? await readdir(OUTPUT_FOLDER) : [];
  const names = built.filter((name) => !name.startsWith("draft-"));
  if (!existsSync(PAGE_FOLDER) && names[0] !== undefined) {
    return names[0];
  }
  const stamp = await stampOfSources();
  if (!names.includes(stamp)) {
    await bundle(stamp);
  }
  return stamp;
}

async function load(folder: string): Promise<Dashboard> {
  const names = (await readdir(folder)).filter((name) => extname(name) in CONTENT_TYPES);
  const assets = new Map(
    await Promise.all(names.map(async (name) => [name, await asset(folder, name)] as const)),
  );
  const page = assets.get(PAGE);
  if (page === undefined) {
    throw new Error(`${folder} holds no dashboard: remove it, it is built again`);
  }
  assets.delete(PAGE);
  return { page, assets };
}

async function asset(folder: string, name: string): Promise<Asset> {
  const [identity, gzip, br] = await Promise.all(
    ["", ".gz", ".br"].map((suffix) => readFile(join(folder, `${name}${suffix}`))),
  );
  if (identity === undefined || gzip === undefined || br === undefined) {
    throw new Error(`${name} of the dashboard is missing`);
  }
  return {
    contentType: CONTENT_TYPES[extname(name)] ?? "application/octet-stream",
    bodies: { identity, gzip, br },
  };
}
