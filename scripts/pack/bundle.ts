import { type Plugin, rolldown } from "rolldown";
import { fileOf, ROOT } from "./places.ts";

/** What a bundle consists of. */
export type Bundle = {
  /** The files of node_modules that are part of it. */
  readonly foreignFiles: readonly string[];
};

type BundleRequest = {
  readonly input: Readonly<Record<string, string>>;
  readonly folder: string;
  /** Packages that stay outside, because the package depends on them. */
  readonly external?: readonly string[];
};

/** Modules that run in a process of their own: `import.meta.resolve("./store-process.ts")`. */
const RESOLVED = /import\.meta\.resolve\("([^"]+)"\)/g;
/** Files that are read at run time: `new URL("../prices.json", import.meta.url)`. */
const READ = /new URL\("(\.[^"]+\.json)", import\.meta\.url\)/g;

/** JavaScript for Node 22 in one flat folder, readable, so that a stack trace says something. */
export async function bundle({ input, folder, external = [] }: BundleRequest): Promise<Bundle> {
  const build = await rolldown({
    input,
    cwd: ROOT,
    // BullMQ's decoder asks for it and does without; Penstock has it only encode.
    external: ["msgpackr-extract", ...external],
    platform: "node",
    // The ES modules of a package: only what is used of them ends up in the bundle.
    resolve: { mainFields: ["module", "main"] },
    transform: { target: "node22" },
    plugins: [namedFiles()],
    onLog: (level, { code, message }) => {
      // Generated code of dependencies contains `eval` in places that nothing here reaches.
      if (level === "warn" && code !== "EVAL") {
        throw new Error(`the bundle has a problem: ${code}: ${message}`);
      }
    },
  });
  const { output } = await build.write({
    dir: folder,
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "[name]-[hash].js",
    assetFileNames: "[name][extname]",
  });
  await build.close();
  const modules = output.flatMap((file) => (file.type === "chunk" ? file.moduleIds : []));
  return { foreignFiles: modules.filter((id) => id.includes("/node_modules/")) };
}

/** Makes an entry of each module, and a copy of each file, that our code refers to by its URL. */
function namedFiles(): Plugin {
  return {
    name: "named-files",
    async transform(code, id) {
      if (id.includes("/node_modules/")) {
        return null;
      }
      let changed = code;
      for (const [text, specifier = ""] of code.matchAll(RESOLVED)) {
        const module = await this.resolve(specifier, id);
        if (module === null) {
          throw new Error(`${id} refers to ${specifier}, which is not there`);
        }
        const file = this.emitFile({ type: "chunk", id: module.id, name: entryName(module.id) });
        changed = changed.replace(text, `import.meta.ROLLUP_FILE_URL_${file}`);
      }
      for (const [text, path = ""] of code.matchAll(READ)) {
        const name = path.replace(/^.*\//, "");
        const source = fileOf(new URL(path, `file://${id}`));
        const file = this.emitFile({ type: "asset", name, source });
        changed = changed.replace(text, `new URL(import.meta.ROLLUP_FILE_URL_${file})`);
      }
      return changed === code ? null : changed;
    },
  };
}

/** `apps/worker/src/main.ts` becomes `worker-main`. */
function entryName(path: string): string {
  const [, folder, name] =
    /\/(?:apps|packages)\/([\w-]+)\/src\/(?:.+\/)?([\w-]+)\.ts$/.exec(path) ?? [];
  if (folder === undefined || name === undefined) {
    throw new Error(`${path} is no module of an app or a package`);
  }
  return `${folder}-${name}`;
}
