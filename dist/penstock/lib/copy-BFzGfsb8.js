import { a as baseNameOf, c as resolveSource, o as parseDestination, s as parseSource } from "./job-report-UgWMww9Z.js";
import { t as connectToApi } from "./api-session-BGDscrR0.js";
import { n as EXIT, t as CommandFailure } from "./exit-codes-D75-qZBH.js";
import { r as runJob } from "./follow-job-B4ywYYBk.js";
import { n as routeOfMany, t as isOfMany } from "./selection-BmlXKjsS.js";
import { stat } from "node:fs/promises";
// apps/cli/src/commands/copy.ts
/** `penstock cp SRC DST`. */
async function copy({ source, destination }, options, output) {
	const client = connectToApi(output.environment);
	const request = {
		...options.name === void 0 ? {} : { name: options.name },
		...await bodyOf(client, {
			source,
			destination
		}, options),
		...options.label !== void 0 && { labels: options.label }
	};
	const isJson = options.json === true;
	return runJob(client, request, {
		output,
		isJson,
		isDetached: options.detach === true
	});
}
/** What moves where, and how. */
async function bodyOf(client, route, options) {
	return {
		...isOfMany(options) ? await routeOfMany(client, route, options) : await routeOfOne(client, route),
		options: toRequestOptions(options)
	};
}
async function routeOfOne(client, { source, destination }) {
	const written = parseSource(source, process.cwd());
	const target = parseDestination(destination, baseNameOf(written));
	return {
		source: await findSource(written, client),
		destination: target
	};
}
function toRequestOptions(options) {
	const { partSize, overwrite, verify, attributes, tag, metadata } = options;
	const { contentType, cacheControl, contentDisposition, contentEncoding } = options;
	const { contentLanguage, expires, storageClass, acl } = options;
	const { compare, missing, allowEmpty } = options;
	return {
		...overwrite !== void 0 && { overwrite },
		...compare !== void 0 && { compare },
		...missing !== void 0 && { missing },
		...allowEmpty !== void 0 && { allowEmpty },
		verify,
		attributes,
		...partSize !== void 0 && { partSize },
		...contentType !== void 0 && { contentType },
		...cacheControl !== void 0 && { cacheControl },
		...contentDisposition !== void 0 && { contentDisposition },
		...contentEncoding !== void 0 && { contentEncoding },
		...contentLanguage !== void 0 && { contentLanguage },
		...expires !== void 0 && { expires },
		...storageClass !== void 0 && { storageClass },
		...acl !== void 0 && { acl },
		...metadata !== void 0 && { metadata },
		...tag !== void 0 && { tags: tag }
	};
}
async function findSource(written, client) {
	if (written.kind === "named") return written.address;
	if (written.kind === "file") await refuseNoFile(written.path);
	const { data: connections } = await client.listConnections();
	return resolveSource(written, connections);
}
async function refuseNoFile(path) {
	if (!(await stat(path).catch((error) => {
		throw new CommandFailure(`the file ${path} does not exist or cannot be read`, {
			exitCode: EXIT.notFound,
			nextStep: "Check the path. Write a file that only the workers can read as connection:key.",
			cause: error
		});
	})).isFile()) throw new CommandFailure(`${path} is not a file`, {
		exitCode: EXIT.usage,
		nextStep: "Add -r to copy every file below a folder."
	});
}
export { copy as n, bodyOf as t };
