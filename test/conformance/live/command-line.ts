import { parseArgs } from "node:util";
import { STORE_PROFILES, type StoreProvider } from "@penstock/core";
import type { StoreTarget } from "../store-target.ts";

export const USAGE = `Usage: npm run conformance -- --provider NAME --endpoint URL --bucket BUCKET
         [--region REGION] [--path-style] [--json FILE]

Runs the tests of the store interface and the rules of the Upload Part page against a bucket of any
server, prints a line per row, and removes what it made below ${prefixOf("RUN")}.

  --provider    ${Object.keys(STORE_PROFILES).join(", ")}
  --endpoint    where to connect; a bucket of COS keeps its own name in the Host header
  --region      needed for cos; us-east-1 where it is left out
  --path-style  the bucket in the path, also where the provider usually has it in the host name
  --json        write the rows to a file as well

The keys are read from PENSTOCK_ACCESS_KEY_ID and PENSTOCK_SECRET_ACCESS_KEY, and for temporary keys
PENSTOCK_SESSION_TOKEN. Exit codes: 0, 1 when a row failed or the bucket cannot be used, 2 for usage.
`;

export type Command = { readonly target: StoreTarget; readonly jsonFile?: string };

/** What every key of a run begins with. */
export function prefixOf(run: string): string {
  return `penstock-conformance/${run}/`;
}

/** @throws Error that says what is wrong with the arguments or with the environment */
export function readCommand(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Command | "help" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      provider: { type: "string" },
      endpoint: { type: "string" },
      bucket: { type: "string" },
      region: { type: "string" },
      "path-style": { type: "boolean", default: false },
      json: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    return "help";
  }
  const provider = readProvider(required("--provider", values.provider));
  const region = values.region ?? (provider === "cos" ? undefined : "us-east-1");
  const token = environment["PENSTOCK_SESSION_TOKEN"];
  return {
    target: {
      provider,
      endpoint: readEndpoint(required("--endpoint", values.endpoint)),
      bucket: required("--bucket", values.bucket),
      region: required("--region", region),
      pathStyle: values["path-style"] || STORE_PROFILES[provider].pathStyle,
      keys: {
        accessKeyId: fromEnvironment(environment, "PENSTOCK_ACCESS_KEY_ID"),
        secretAccessKey: fromEnvironment(environment, "PENSTOCK_SECRET_ACCESS_KEY"),
        ...(token ? { sessionToken: token } : {}),
      },
    },
    ...(values.json !== undefined && { jsonFile: values.json }),
  };
}

function required(name: string, value: string | undefined): string {
  if (value === undefined || value === "") {
    throw new Error(`${name} is missing`);
  }
  return value;
}

function fromEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  name: string,
): string {
  const value = environment[name];
  if (value === undefined || value === "") {
    throw new Error(`${name} is not set: put the key there, it is never an argument`);
  }
  return value;
}

function readProvider(name: string): StoreProvider {
  if (!isProvider(name)) {
    const names = Object.keys(STORE_PROFILES).join(", ");
    throw new Error(`there is no provider "${name}"; there are: ${names}`);
  }
  return name;
}

function isProvider(name: string): name is StoreProvider {
  return Object.hasOwn(STORE_PROFILES, name);
}

function readEndpoint(text: string): string {
  if (!/^https?:\/\/[^/?#]+\/?$/.test(text) || !URL.canParse(text)) {
    throw new Error(`--endpoint must be http(s)://HOST[:PORT], not "${text}"`);
  }
  return new URL(text).origin;
}
