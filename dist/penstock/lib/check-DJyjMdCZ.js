import { t as connectToApi } from "./api-session-BGDscrR0.js";
import { r as runJob } from "./follow-job-B4ywYYBk.js";
import { n as routeOfMany } from "./selection-BmlXKjsS.js";
// apps/cli/src/commands/check.ts
/** `penstock check SRC DST`: compares what `cp -r` would copy with what is there. */
async function check(route, options, output) {
	const client = connectToApi(output.environment);
	const { compare, sample, oneWay, allowEmpty, name, label, detach, json } = options;
	const request = {
		verb: "check",
		...await routeOfMany(client, route, options),
		options: {
			...compare !== void 0 && { compare },
			...sample !== void 0 && { sample },
			...oneWay !== void 0 && { oneWay },
			...allowEmpty !== void 0 && { allowEmpty }
		},
		...name !== void 0 && { name },
		...label !== void 0 && { labels: label }
	};
	return runJob(client, request, {
		output,
		isJson: json === true,
		isDetached: detach === true
	});
}
export { check };
