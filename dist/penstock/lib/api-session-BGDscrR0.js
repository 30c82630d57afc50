import { t as createClient } from "./src-Du8DtPQk.js";
import { u as readSettings } from "./src-DCqMCqCN.js";
// apps/cli/src/api-session.ts
/**
* The API that PENSTOCK_URL names.
*
* @throws PenstockError `settings-invalid`
*/
function connectToApi(environment) {
	const { settings } = readSettings("cli", environment);
	return createClient({ baseUrl: settings.apiUrl });
}
export { connectToApi as t };
