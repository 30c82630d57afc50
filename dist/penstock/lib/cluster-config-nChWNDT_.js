import { writeFile } from "node:fs/promises";
// apps/cli/src/cluster/cluster-config.ts
const LOCAL_STORE = {
	bucket: "local-1250000000",
	region: "local"
};
/** The last argument of a store process that can be told to fail. */
const CONTROL_FLAG = "--control";
const SECRET_ID_VARIABLE = "LOCAL_STORE_SECRET_ID";
const SECRET_KEY_VARIABLE = "LOCAL_STORE_SECRET_KEY";
/** The variables through which the roles get the secrets that the config only refers to. */
function localStoreVariables(credentials) {
	return {
		[SECRET_ID_VARIABLE]: credentials.secretId,
		[SECRET_KEY_VARIABLE]: credentials.secretKey
	};
}
/** What `localStoreVariables` wrote. */
function readLocalStoreVariables(environment) {
	return {
		secretId: environment[SECRET_ID_VARIABLE] ?? "",
		secretKey: environment[SECRET_KEY_VARIABLE] ?? ""
	};
}
/** The connection to the store that the cluster brings with it. */
function localStoreConnection(endpoint) {
	return { local: {
		provider: "cos",
		bucket: LOCAL_STORE.bucket,
		region: LOCAL_STORE.region,
		endpoint,
		credentials: {
			accessKeyId: `env:${SECRET_ID_VARIABLE}`,
			secretAccessKey: `env:${SECRET_KEY_VARIABLE}`
		}
	} };
}
async function writeConfig(path, connections) {
	await writeFile(path, `${JSON.stringify({ connections }, null, 2)}\n`);
}
export { readLocalStoreVariables as a, localStoreVariables as i, LOCAL_STORE as n, writeConfig as o, localStoreConnection as r, CONTROL_FLAG as t };
