import { once } from "node:events";
import { startCosEmulator } from "@penstock/cos-emulator";
import { CONTROL_FLAG, LOCAL_STORE, readLocalStoreVariables } from "./cluster-config.ts";

/**
 * The store of a cluster as a process: the COS emulator with its one bucket. Arguments: port,
 * data folder and perhaps `--control`. The secrets come by environment, because every user can read a command line.
 */
const [port = "0", dataDir = "", control] = process.argv.slice(2);
const emulator = await startCosEmulator({
  port: Number(port),
  dataDir,
  ...readLocalStoreVariables(process.env),
  buckets: [LOCAL_STORE.bucket],
  region: LOCAL_STORE.region,
  hasControl: control === CONTROL_FLAG,
});
process.stdout.write(`${JSON.stringify({ msg: "ready", url: emulator.endpoint })}\n`);
await Promise.race([once(process, "SIGTERM"), once(process, "SIGINT")]);
await emulator.close();
