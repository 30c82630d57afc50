import { r as readConnectionsFile } from "./src-0MRLe233.js";
import { u as readSettings } from "./src-DCqMCqCN.js";
import { n as startCluster, t as redisOf } from "./redis-setting-YX0DT0kB.js";
import { n as EXIT, t as CommandFailure } from "./exit-codes-D75-qZBH.js";
import { t as onInterrupt } from "./interrupt-DT0V4sUM.js";
import { i as table } from "./job-report-UgWMww9Z.js";
import { createServer } from "node:net";
import { once } from "node:events";
import { dirname, join, resolve } from "node:path";
import { existsSync } from "node:fs";
import { link, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
// apps/cli/src/commands/folder-lock.ts
/**
* Keeps a data folder to one `penstock up` at a time: two Redis servers on one file would ruin it.
* A lock that a killed process left behind is taken over.
*
* @returns a function that gives the folder back
* @throws CommandFailure with exit code 8
*/
async function lockFolder(folder) {
	await mkdir(folder, { recursive: true });
	const path = join(folder, "up.pid");
	const own = `${path}.${process.pid}`;
	await writeFile(own, `${process.pid}\n`);
	try {
		if (!await tryLink(own, path)) {
			await removeDeadLock(own, path, folder);
			if (!await tryLink(own, path)) throw startsNow(path);
		}
	} finally {
		await rm(own, { force: true });
	}
	return () => rm(path, { force: true });
}
async function removeDeadLock(own, path, folder) {
	const pid = await ownerOf(path);
	if (isAlive(pid)) throw new CommandFailure(`penstock up is already running on ${folder} (pid ${pid})`, {
		exitCode: EXIT.conflict,
		nextStep: `Use it, or stop it with: kill ${pid}. If that is another program, remove ${path}.`
	});
	const guard = `${path}.guard`;
	if (!await tryLink(own, guard)) throw startsNow(path);
	try {
		if (isAlive(await ownerOf(path))) throw startsNow(path);
		await rm(path, { force: true });
	} finally {
		await rm(guard, { force: true });
	}
}
function startsNow(path) {
	return new CommandFailure("another penstock up is starting on this folder at the moment", {
		exitCode: EXIT.conflict,
		nextStep: `Use that one. If there is none, remove ${path}.guard.`
	});
}
async function tryLink(from, to) {
	try {
		await link(from, to);
		return true;
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
		throw error;
	}
}
/** The pid in a lock; 0 for a lock that is gone or holds none. */
async function ownerOf(path) {
	const text = await readFile(path, "utf8").catch(() => "");
	return /^\d+\n$/.test(text) ? Number(text) : 0;
}
function isAlive(pid) {
	if (pid === 0 || pid === process.pid) return false;
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error instanceof Error && "code" in error && error.code === "EPERM";
	}
}
// apps/cli/src/commands/up.ts
/** `penstock up`: runs until it is interrupted. */
async function up(options, output) {
	const { environment } = output;
	const say = (line) => output.stderr.write(`${line}\n`);
	const port = options.port ?? readSettings("api", environment).settings.listen.port;
	const dataFolder = resolve(options.data);
	const connections = await connectionsOf(environment, options.source ?? []);
	await refuseTakenPort(port);
	const unlock = await lockFolder(dataFolder);
	const signal = onInterrupt();
	try {
		say(`starting everything in ${dataFolder}`);
		const cluster = await startCluster({
			dataFolder,
			workers: options.workers,
			apiPort: port,
			connections,
			...redisOf(environment),
			restarts: true,
			say,
			onReady: ({ name, child }) => say(`  ${name} is ready (pid ${child().pid})`)
		}, signal);
		output.stdout.write(overview(cluster, Object.keys(connections)));
		await untilAborted(signal);
		say("stopping: running parts are finished, or go back to the queue");
		await cluster.stop();
		say("stopped. Unfinished jobs continue at the next `penstock up`");
		return EXIT.ok;
	} catch (error) {
		if (!signal.aborted) throw error;
		return EXIT.interrupted;
	} finally {
		await unlock();
	}
}
/** The current folder and those that were named as sources, and whatever the user's own file adds or replaces. */
async function connectionsOf(environment, folders) {
	const { configPath } = readSettings("worker", environment).settings;
	const files = Object.fromEntries(await Promise.all([process.cwd(), ...folders].map(async (folder, index) => {
		return [index === 0 ? "files" : `files-${index + 1}`, {
			provider: "file",
			root: await readableFolder(folder)
		}];
	})));
	if ((environment["PENSTOCK_CONFIG"] ?? "") === "" && !existsSync(configPath)) return files;
	return {
		...files,
		...(await readConnectionsFile(configPath)).connections
	};
}
async function readableFolder(folder) {
	const root = resolve(folder);
	if (!(await stat(root).catch((error) => {
		throw new CommandFailure(`the folder ${root} cannot be read: ${reasonOf(error)}`, {
			exitCode: EXIT.usage,
			nextStep: "Name an existing folder: penstock up --source FOLDER",
			cause: error
		});
	})).isDirectory()) throw new CommandFailure(`${root} is not a folder`, {
		exitCode: EXIT.usage,
		nextStep: `Name the folder of the file: penstock up --source ${dirname(root)}`
	});
	return root;
}
/** Asked before anything is started: an API that dies of it would only be started again. */
async function refuseTakenPort(port) {
	const server = createServer();
	try {
		server.listen(port, "127.0.0.1");
		await once(server, "listening");
	} catch (error) {
		throw new CommandFailure(`port ${port} of 127.0.0.1 cannot be used: ${reasonOf(error)}`, {
			exitCode: EXIT.conflict,
			nextStep: `Stop what uses it, or choose another: penstock up --port ${port + 1}`,
			cause: error
		});
	} finally {
		server.close();
	}
}
function reasonOf(error) {
	if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") return "another program listens there";
	return error instanceof Error ? error.message : String(error);
}
function overview(cluster, names) {
	const rows = cluster.members.map((member) => {
		const { pid, url } = member.child();
		return [
			`  ${member.name}`,
			`pid ${pid}`,
			url ?? ""
		];
	});
	const url = cluster.apiUrl === "http://127.0.0.1:8080" ? "" : `PENSTOCK_URL=${cluster.apiUrl} `;
	return [
		"penstock is up",
		...table(rows),
		`  connections: ${[.../* @__PURE__ */ new Set(["local", ...names])].join(", ")}`,
		`  logs: ${cluster.logFolder}`,
		"",
		"Copy something, in another terminal:",
		`  ${url}penstock cp ./FILE local:folder/`,
		"Ctrl-C stops everything; unfinished jobs continue at the next start.",
		""
	].join("\n");
}
async function untilAborted(signal) {
	if (!signal.aborted) await once(signal, "abort");
}
export { up };
