import { once } from "node:events";
import { parseArgs } from "node:util";
import { type CosEmulatorOptions, startCosEmulator } from "./emulator.ts";

const USAGE = `Usage: npm run emulator -- [--host H] --port P --data DIR --secret-id ID --secret-key KEY \\
         --bucket NAME-APPID [--bucket …] --region R
         [--host H]          where it listens: 127.0.0.1 unless told otherwise
         [--control]         faults and journal below /_penstock/, for every user of this machine
         [--strict]          refuse signatures that leave out headers that count
         [--complete-ms N]   let a Complete merge for N ms after its 200
`;

/** Undefined when only help was asked for. */
function readOptions(): CosEmulatorOptions | undefined {
  const { values } = parseArgs({
    options: {
      help: { type: "boolean", short: "h", default: false },
      host: { type: "string", default: "127.0.0.1" },
      port: { type: "string" },
      data: { type: "string" },
      "secret-id": { type: "string" },
      "secret-key": { type: "string" },
      bucket: { type: "string", multiple: true },
      region: { type: "string" },
      control: { type: "boolean", default: false },
      strict: { type: "boolean", default: false },
      "complete-ms": { type: "string", default: "0" },
    },
  });
  if (values.help) {
    return undefined;
  }
  const required = (name: "port" | "data" | "secret-id" | "secret-key" | "region"): string => {
    const value = values[name];
    if (!value) {
      throw new Error(`--${name} is missing`);
    }
    return value;
  };
  const port = Number(required("port"));
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`--port must be 0..65535; 0 takes a free one`);
  }
  if (!/^\d{1,9}$/.test(values["complete-ms"])) {
    throw new Error("--complete-ms must be a whole number of milliseconds");
  }
  if (values.bucket === undefined) {
    throw new Error("--bucket is missing");
  }
  return {
    host: values.host,
    port,
    dataDir: required("data"),
    secretId: required("secret-id"),
    secretKey: required("secret-key"),
    buckets: values.bucket,
    region: required("region"),
    hasControl: values.control,
    behaviour: {
      hasStrictSignatures: values.strict,
      completeMs: Number(values["complete-ms"]),
    },
  };
}

/** Ends the process with 2 for wrong arguments, with 1 for a port or folder that cannot be had. */
async function main(): Promise<void> {
  let options: CosEmulatorOptions | undefined;
  try {
    options = readOptions();
  } catch (error) {
    fail(2, error, USAGE);
    return;
  }
  if (options === undefined) {
    process.stdout.write(USAGE);
    return;
  }
  try {
    const emulator = await startCosEmulator(options);
    process.stdout.write(`ready ${emulator.endpoint}\n`);
    await Promise.race([once(process, "SIGTERM"), once(process, "SIGINT")]);
    await emulator.close();
  } catch (error) {
    fail(error instanceof RangeError ? 2 : 1, error, "");
  }
}

function fail(exitCode: number, error: unknown, usage: string): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  process.exitCode = exitCode;
}

await main();
