import { join } from "node:path";
import { bundle } from "./bundle.ts";
import { writeClientDeclarations } from "./client-declarations.ts";
import { fileOf, manifestOf, ROOT } from "./places.ts";
import { makeTarball, type Tarball } from "./tarball.ts";

/** `penstock-client-VERSION.tgz`: the typed client of the API. The contracts are part of it; zod checks them. */
export async function packClient(folder: string): Promise<Tarball> {
  const { version } = manifestOf("packages/client");
  const { license } = manifestOf(".");
  const zod = manifestOf("packages/wire").dependencies?.["zod"];
  if (zod === undefined) {
    throw new Error("packages/wire does not depend on zod any more");
  }
  const { foreignFiles } = await bundle({
    input: { index: `${ROOT}/packages/client/src/index.ts` },
    folder: join(folder, "lib"),
    external: ["zod"],
  });
  if (foreignFiles.length > 0) {
    throw new Error(`the client contains code of other packages: ${foreignFiles.join(", ")}`);
  }
  const types = writeClientDeclarations(join(folder, "types"));
  return makeTarball({
    folder,
    manifest: {
      ...{ name: "@penstock/client", version, license, type: "module" },
      description: "The client of Penstock's API.",
      exports: { ".": { types: `./types/${types}`, default: "./lib/index.js" } },
      files: ["lib", "types"],
      engines: { node: ">=22.15" },
      dependencies: { zod },
    },
    readme: fileOf(new URL("client.md", import.meta.url)),
  });
}
