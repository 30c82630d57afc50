import { l as splitName } from "./job-report-UgWMww9Z.js";
import { n as EXIT, t as CommandFailure } from "./exit-codes-D75-qZBH.js";
import { relative, resolve, sep } from "node:path";
// apps/cli/src/selection.ts
function isOfMany({ recursive, manifest }) {
	return recursive === true || manifest !== void 0;
}
/** @throws CommandFailure as `selectionOf` and `templateOf` */
async function routeOfMany(client, { source, destination }, options) {
	const target = templateOf(destination);
	const { data: connections } = await client.listConnections();
	return {
		source: selectionOf(source, options, {
			connections,
			folder: process.cwd()
		}),
		destination: target
	};
}
/**
* Reads `./folder`, `name:prefix/` or, with a manifest, `name:`.
*
* @throws CommandFailure with exit code 2, or 3 where no connection leads there
*/
function selectionOf(text, options, { connections, folder }) {
	const named = splitName(text);
	const globs = {
		...options.include !== void 0 && { include: [...options.include] },
		...options.exclude !== void 0 && { exclude: [...options.exclude] }
	};
	if (options.manifest !== void 0) {
		const manifest = manifestOf(options.manifest);
		return {
			connection: connectionOf(named, text),
			manifest,
			...globs
		};
	}
	if (named === void 0) return {
		...treeAt(resolve(folder, text), connections),
		...globs
	};
	const { connection, key } = named;
	return {
		connection,
		...connections.some(({ name, provider }) => name === connection && provider === "file") ? { tree: key } : { prefix: key },
		...globs
	};
}
/**
* Reads `name:folder/`, which keeps the keys below the source, or a template such as
* `name:copies/{date:yyyy}/{relativeKey}`.
*
* @throws CommandFailure with exit code 2
*/
function templateOf(text) {
	const named = splitName(text);
	if (named === void 0) throw usage(`the destination "${text}" is not of the form name:folder/: copies go to stores only`, "Name a connection, such as local:copies/; `penstock conn ls` lists the connections.");
	const { connection, key } = named;
	const isFolder = key === "" || key.endsWith("/");
	if (key.includes("{") && !isFolder) return {
		connection,
		key
	};
	if (!isFolder) throw usage(`"${text}" names one object, and many are copied`, `End it with "/", as in ${connection}:${key}/, or write where each goes: ${connection}:${key}/{relativeKey}.`);
	return {
		connection,
		key: `${key}{relativeKey}`
	};
}
function connectionOf(named, text) {
	if (named === void 0 || named.key !== "") throw usage(`with a manifest the source is a connection, and "${text}" is none`, "Write its name and a colon, such as raw: ; the manifest names the keys.");
	return named.connection;
}
const FORMATS = [
	[/\.csv$/i, "csv"],
	[/\.(jsonl|ndjson)$/i, "jsonl"],
	[/(^|\/)manifest\.json$/i, "s3-inventory"]
];
function manifestOf(text) {
	const named = splitName(text);
	if (named === void 0 || named.key === "") throw usage(`the manifest "${text}" is not of the form name:key`, "Put it where a connection reads, and name it there: files:list.csv.");
	const format = FORMATS.find(([end]) => end.test(named.key))?.[1];
	if (format === void 0) throw usage(`the manifest "${text}" is of no known format`, "Name a .csv, a .jsonl, or the manifest.json of an S3 Inventory; docs/manifests.md shows each.");
	return {
		...named,
		format
	};
}
function treeAt(path, connections) {
	const [best] = connections.filter(({ provider }) => provider === "file").map(({ name, location }) => ({
		name,
		location,
		way: relative(location, path)
	})).filter(({ way }) => way !== ".." && !way.startsWith(`..${sep}`)).sort((a, b) => b.location.length - a.location.length);
	if (best === void 0) throw new CommandFailure(`no file connection contains ${path}`, {
		exitCode: EXIT.connection,
		nextStep: `Start everything again with \`penstock up --source ${path}\`, or add {"provider":"file","root":"${path}"} to the configuration that the API and the workers read, and start them again.`
	});
	return {
		connection: best.name,
		tree: best.way.split(sep).join("/")
	};
}
function usage(message, nextStep) {
	return new CommandFailure(message, {
		exitCode: EXIT.usage,
		nextStep
	});
}
export { routeOfMany as n, isOfMany as t };
