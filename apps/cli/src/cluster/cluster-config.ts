import { writeFile } from "node:fs/promises";
import type { ConnectionsFile } from "@penstock/wire";
import type { StoreCredentials } from "./store-credentials.ts";

export type Connections = ConnectionsFile["connections"];

export const LOCAL_STORE = { bucket: "local-1250000000", region: "local" } as const;
/** The last argument of a store process that can be told to fail. */
export const CONTROL_FLAG = "--control";

const SECRET_ID_VARIABLE = "LOCAL_STORE_SECRET_ID";
const SECRET_KEY_VARIABLE = "LOCAL_STORE_SECRET_KEY";

/** The variables through which the roles get the secrets that the config only refers to. */
export function localStoreVariables(credentials: StoreCredentials): NodeJS.ProcessEnv {
  return {
    [SECRET_ID_VARIABLE]: credentials.secretId,
    [SECRET_KEY_VARIABLE]: credentials.secretKey,
  };
}

/** What `localStoreVariables` wrote. */
export function readLocalStoreVariables(environment: NodeJS.ProcessEnv): StoreCredentials {
  return {
    secretId: environment[SECRET_ID_VARIABLE] ?? "",
    secretKey: environment[SECRET_KEY_VARIABLE] ?? "",
  };
}

/** The connection to the store that the cluster brings with it. */
export function localStoreConnection(endpoint: string): Connections {
  return {
    local: {
      provider: "cos",
      bucket: LOCAL_STORE.bucket,
      region: LOCAL_STORE.region,
      endpoint,
      credentials: {
        accessKeyId: `env:${SECRET_ID_VARIABLE}`,
        secretAccessKey: `env:${SECRET_KEY_VARIABLE}`,
      },
    },
  };
}

export async function writeConfig(path: string, connections: Connections): Promise<void> {
  const file: ConnectionsFile = { connections };
  await writeFile(path, `${JSON.stringify(file, null, 2)}\n`);
}
