// What writes to the store of a cluster without being part of it: without marks.

import { createCosDocumentStore } from "@penstock/adapter-cos";
import { type Cluster, LOCAL_STORE, readLocalStoreVariables } from "@penstock/cli/cluster";
import { systemClock } from "@penstock/process";

export function openOtherTool({ storeUrl, environment }: Cluster) {
  const { secretId, secretKey } = readLocalStoreVariables(environment);
  return createCosDocumentStore({
    ...LOCAL_STORE,
    endpoint: storeUrl,
    credentials: () => ({ accessKeyId: secretId, secretAccessKey: secretKey }),
    clock: systemClock,
  });
}
