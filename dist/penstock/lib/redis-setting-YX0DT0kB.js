import { t as systemClock, u as readSettings } from "./src-DCqMCqCN.js";
import { n as EXIT, t as CommandFailure } from "./exit-codes-D75-qZBH.js";
import { n as pause } from "./interrupt-DT0V4sUM.js";
import { t as ROLE_MODULES } from "./role-modules-DXKO7I-b.js";
import { i as localStoreVariables, o as writeConfig, r as localStoreConnection, t as CONTROL_FLAG } from "./cluster-config-nChWNDT_.js";
import { execFile, spawn } from "node:child_process";
import { connect, createServer } from "node:net";
import { once } from "node:events";
import { delimiter, dirname, join } from "node:path";
import { randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { homedir } from "node:os";
import { appendFileSync, constants } from "node:fs";
import { fileURLToPath } from "node:url";
import { access, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { setTimeout as setTimeout$1 } from "node:timers/promises";
import { createInterface } from "node:readline";
// packages/local-redis/src/unpack-redis-tools.ts
/** A mirror that stopped answering must not hold a start for ever. */
const COMMAND_TIMEOUT_MS = 18e4;
const run = promisify(execFile);
/**
* The server out of Debian's redis-tools: its `redis-check-rdb` is the same program as the server,
* which looks at the name it is started by.
*
* Everything happens in a temporary folder that is renamed when it is complete, so that a folder
* under the final name is always a whole one.
*/
async function unpackRedisTools(request) {
	const folder = join(request.cacheDir, `redis-tools-${await systemName()}`);
	const cached = await serverIn(folder);
	if (cached !== void 0) return cached;
	request.say(`No redis-server on PATH: fetching the package redis-tools (about 1.5 MB) into ${folder}; the system is not changed`);
	await mkdir(request.cacheDir, { recursive: true });
	const workshop = await mkdtemp(join(request.cacheDir, "unpacking-"));
	try {
		await download(request.aptGet, workshop);
		const unpacked = join(workshop, "unpacked");
		await unpack(request.dpkgDeb, workshop, unpacked);
		await moveIntoPlace(unpacked, folder);
	} finally {
		await rm(workshop, {
			recursive: true,
			force: true
		});
	}
	const server = await serverIn(folder);
	if (server === void 0) throw new Error(`the package redis-tools of this system holds no server (${folder})`);
	return server;
}
/** The cache may be in a home folder that several systems share. */
async function systemName() {
	const text = await readFile("/etc/os-release", "utf8").catch(() => "");
	const field = (name) => new RegExp(`^${name}="?([\\w.-]+)`, "m").exec(text)?.[1] ?? "unknown";
	return `${field("ID")}-${field("VERSION_ID")}-${process.arch}`;
}
async function serverIn(folder) {
	const command = join(folder, "usr/bin/redis-server");
	return await access(command).then(() => true, () => false) ? {
		command,
		env: { LD_LIBRARY_PATH: await libraryPath(folder) }
	} : void 0;
}
/** Debian keeps libraries in lib/<architecture>, below usr or not. */
async function libraryPath(folder) {
	const folders = [];
	for (const parent of [join(folder, "usr/lib"), join(folder, "lib")]) {
		const names = await readdir(parent).catch(() => []);
		folders.push(...names.filter((name) => name.includes("-linux-")).map((name) => join(parent, name)));
	}
	return folders.join(":");
}
/**
* First with the package lists that the system has. Where they are missing or too old (a fresh
* container), with lists of our own, which every user may fetch.
*/
async function download(aptGet, workshop) {
	const asWeAre = ["-o", "APT::Sandbox::User=root"];
	try {
		await downloadPackages(aptGet, asWeAre, workshop);
	} catch {
		const own = join(workshop, "apt");
		await mkdir(join(own, "lists/partial"), { recursive: true });
		await mkdir(join(own, "cache/archives/partial"), { recursive: true });
		const options = [
			...asWeAre,
			...["-o", `Dir::State::Lists=${join(own, "lists")}`],
			...["-o", `Dir::Cache=${join(own, "cache")}`],
			...["-o", "Debug::NoLocking=1"]
		];
		await aptGetRun(aptGet, [
			...options,
			"update",
			"-qq"
		], workshop);
		await downloadPackages(aptGet, options, workshop);
	}
}
async function downloadPackages(aptGet, options, workshop) {
	const libraries = [...(await aptGetRun(aptGet, [
		...options,
		"install",
		"--simulate",
		"--no-install-recommends",
		"redis-tools"
	], workshop)).matchAll(/^Inst (lib\S+|lua\S+) /gm)].map((match) => match[1] ?? "").filter((name) => !/^libc6(:|$)/.test(name));
	await aptGetRun(aptGet, [
		...options,
		"download",
		"redis-tools",
		...libraries
	], workshop);
}
async function aptGetRun(aptGet, args, cwd) {
	const env = {
		...process.env,
		LC_ALL: "C",
		DEBIAN_FRONTEND: "noninteractive"
	};
	const { stdout } = await run(aptGet, args, {
		cwd,
		env,
		timeout: COMMAND_TIMEOUT_MS
	});
	return stdout;
}
async function unpack(dpkgDeb, workshop, target) {
	const archives = (await readdir(workshop)).filter((name) => name.endsWith(".deb"));
	for (const archive of archives) await run(dpkgDeb, [
		"-x",
		join(workshop, archive),
		target
	], { timeout: COMMAND_TIMEOUT_MS });
	const programs = join(target, "usr/bin");
	await rename(join(programs, "redis-check-rdb"), join(programs, "redis-server"));
	const env = {
		...process.env,
		LC_ALL: "C",
		LD_LIBRARY_PATH: await libraryPath(target)
	};
	await run(join(programs, "redis-server"), ["--version"], {
		env,
		timeout: COMMAND_TIMEOUT_MS
	});
}
async function moveIntoPlace(unpacked, folder) {
	try {
		await rename(unpacked, folder);
	} catch (error) {
		if (await serverIn(folder) === void 0) throw error;
	}
}
// packages/local-redis/src/find-redis-server.ts
const WHAT_TO_DO = "install one (apt-get install redis-server, brew install redis), or run one in a container and set PENSTOCK_REDIS_URL: docker run -p 127.0.0.1:6379:6379 redis:7 redis-server --appendonly yes --maxmemory-policy noeviction";
/**
* Finds a Redis server: `redis-server` or `valkey-server` on PATH; else, on Debian and Ubuntu, the
* one that the package redis-tools holds, fetched into the cache folder without root and without a
* change to the system. May run in any number of processes at once.
*
* Rejects with an Error that says what to install.
*/
async function findRedisServer(options = {}) {
	const { PATH = "" } = process.env;
	const { say = () => void 0, searchPath = PATH } = options;
	for (const name of ["redis-server", "valkey-server"]) {
		const command = await findProgram(name, searchPath);
		if (command !== void 0) return {
			command,
			env: {}
		};
	}
	const aptGet = await findProgram("apt-get", searchPath);
	const dpkgDeb = await findProgram("dpkg-deb", searchPath);
	if (aptGet === void 0 || dpkgDeb === void 0) throw new Error(`there is no redis-server on PATH: ${WHAT_TO_DO}`);
	try {
		return await unpackRedisTools({
			aptGet,
			dpkgDeb,
			cacheDir: options.cacheDir ?? defaultCacheDir(),
			say
		});
	} catch (error) {
		throw new Error(`there is no redis-server on PATH, and fetching the package redis-tools failed: ${WHAT_TO_DO}`, { cause: error });
	}
}
async function findProgram(name, searchPath) {
	for (const folder of searchPath.split(delimiter).filter((entry) => entry !== "")) {
		const file = join(folder, name);
		if (await access(file, constants.X_OK).then(() => true, () => false)) return file;
	}
}
function defaultCacheDir() {
	const { XDG_CACHE_HOME = "" } = process.env;
	return join(XDG_CACHE_HOME === "" ? join(homedir(), ".cache") : XDG_CACHE_HOME, "penstock");
}
// packages/local-redis/src/end-with-parent.ts
/**
* Ends the process `pid` when this process ends, also by SIGKILL: a shell waits at a pipe whose
* other end only this process holds, and the kernel closes it.
*
* @returns a function to call when `pid` has ended, before its number can belong to another process.
*/
function endWithParent(pid) {
	const watcher = spawn("/bin/sh", [
		"-c",
		"read -r _; kill -TERM \"$1\"; kill -CONT \"$1\"",
		"sh",
		String(pid)
	], {
		stdio: [
			"pipe",
			"ignore",
			"ignore"
		],
		env: {},
		detached: true
	});
	watcher.on("error", () => void 0);
	watcher.stdin.on("error", () => void 0);
	watcher.unref();
	if ("unref" in watcher.stdin && typeof watcher.stdin.unref === "function") watcher.stdin.unref();
	return () => {
		watcher.kill("SIGKILL");
	};
}
// packages/local-redis/src/when-ready.ts
/** Reading a large append-only file back takes a while; a server that never answers is an error. */
const READY_TIMEOUT_MS$1 = 15e3;
const POLL_MS = 20;
const RESPONSE_TIMEOUT_MS = 1e3;
/**
* Asks until the server answers PING with PONG and proves to be the process `pid`: another Redis
* may have got hold of the port. Resolves to false when time is up.
*/
async function whenReady(port, pid) {
	const deadline = AbortSignal.timeout(READY_TIMEOUT_MS$1);
	while (!deadline.aborted) {
		const response = await ask(port);
		if (response.includes("+PONG\r\n") && response.includes(`process_id:${pid}\r\n`)) return true;
		await setTimeout$1(POLL_MS);
	}
	return false;
}
/** Everything that comes back until the server has nothing more to say; empty when no server responds. */
function ask(port) {
	return new Promise((resolve) => {
		const socket = connect({
			host: "127.0.0.1",
			port
		});
		let response = "";
		socket.setEncoding("latin1");
		socket.setTimeout(RESPONSE_TIMEOUT_MS, () => socket.destroy());
		socket.on("connect", () => socket.write("PING\r\nINFO server\r\nQUIT\r\n"));
		socket.on("data", (text) => {
			response += text;
		});
		socket.on("error", () => void 0);
		socket.on("close", () => resolve(response));
	});
}
// packages/local-redis/src/start-redis.ts
const HOST = "127.0.0.1";
/** Another process can take the free port between our look and the server's start: rare, so few tries. */
const PORT_TRIES = 5;
/** A server that is asked to stop only has to flush one file. */
const STOP_TIMEOUT_MS$1 = 1e4;
/**
* Starts a Redis of our own on 127.0.0.1 and resolves when it answers. It never evicts, keeps every
* write in an append-only file, and ends with this process, however this process ends.
*/
async function startRedis(options) {
	const server = await findRedisServer({
		...options.say === void 0 ? {} : { say: options.say },
		...options.cacheDir === void 0 ? {} : { cacheDir: options.cacheDir }
	});
	await mkdir(options.dataDir, { recursive: true });
	for (let attempt = 1;; attempt += 1) {
		const port = options.port ?? await freePort();
		try {
			return await startOn(port, server, options);
		} catch (error) {
			if (options.port !== void 0 || attempt === PORT_TRIES) throw error;
		}
	}
}
async function startOn(port, server, options) {
	const { dataDir, log = () => void 0, appendFsync = "everysec" } = options;
	const args = [
		...[
			"--bind",
			HOST,
			"--port",
			String(port),
			"--dir",
			dataDir
		],
		...[
			"--appendonly",
			"yes",
			"--appendfsync",
			appendFsync,
			"--save",
			""
		],
		...["--maxmemory-policy", "noeviction"],
		...options.args ?? []
	];
	const { PATH } = process.env;
	const child = spawn(server.command, args, {
		env: {
			PATH,
			LC_ALL: "C",
			...server.env
		},
		stdio: [
			"ignore",
			"pipe",
			"pipe"
		],
		detached: true
	});
	const lastLines = listen$1(child, log);
	const exited = exitOf$1(child);
	const pid = child.pid;
	if (pid === void 0) {
		const [error] = await once(child, "error");
		throw new Error(`${server.command} did not start`, { cause: error });
	}
	const release = endWithParent(pid);
	exited.then(release);
	if (!await Promise.race([whenReady(port, pid), exited.then(() => false)])) {
		child.kill("SIGKILL");
		await exited;
		throw new Error(`Redis did not answer on port ${port}; it said: ${lastLines().join(" | ")}`);
	}
	return {
		url: `redis://${HOST}:${port}`,
		port,
		pid,
		exited,
		stop: () => stop$1(child, exited),
		kill: (signal) => {
			child.kill(signal);
		}
	};
}
async function stop$1(child, exited) {
	child.kill("SIGTERM");
	child.kill("SIGCONT");
	const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS$1);
	await exited;
	clearTimeout(timer);
}
function exitOf$1(child) {
	return new Promise((resolve) => {
		child.once("exit", () => resolve());
	});
}
/** Passes the server's lines on, and keeps the newest ones to explain a start that failed. */
function listen$1(child, log) {
	const kept = [];
	for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on("line", (line) => {
		kept.push(line.trim());
		kept.splice(0, kept.length - 3);
		log(line);
	});
	return () => kept;
}
async function freePort() {
	const server = createServer().listen(0, HOST);
	await once(server, "listening");
	const address = server.address();
	server.close();
	await once(server, "close");
	if (address === null || typeof address === "string") throw new Error("a TCP server has no port");
	return address.port;
}
// apps/cli/src/cluster/log-file.ts
/** Appends lines to the log of a member; readable by its owner only. There is nothing to close. */
function openLogFile(logFolder, name) {
	const path = join(logFolder, `${name}.log`);
	return (line) => {
		try {
			appendFileSync(path, `${line}\n`, { mode: 384 });
		} catch {}
	};
}
// apps/cli/src/cluster/ready-line.ts
/** Every child says so by one JSON line with the message "ready" on stdout; undefined for other lines. */
function readReadyLine(line) {
	const entry = parseObject(line);
	if (entry === void 0 || Reflect.get(entry, "msg") !== "ready") return;
	const url = Reflect.get(entry, "url");
	return { url: typeof url === "string" ? url : void 0 };
}
function parseObject(line) {
	try {
		const value = JSON.parse(line);
		return typeof value === "object" && value !== null ? value : void 0;
	} catch {
		return;
	}
}
// apps/cli/src/cluster/child-process.ts
/** A cold start takes a second, and on a machine that has twenty times too much to do half a minute. */
const READY_TIMEOUT_MS = 18e4;
/** A role drains for 25 s and then closes its connections: above both, the kill hits what is stuck. */
const STOP_TIMEOUT_MS = 45e3;
/** The report of an uncaught error has its message on top of a stack. */
const KEPT_LINES = 20;
/**
* Starts a Node process and resolves when it says that it is ready. It ends with this process,
* however this process ends, but not by its Ctrl-C: it has a group of its own.
*
* Rejects, with its last words, when it ends before it is ready.
*/
async function startChild(request) {
	const preload = new URL("cli-exit-with-parent-kbVG1GDe.js", import.meta.url).href;
	const child = spawn(process.execPath, [
		"--import",
		preload,
		fileURLToPath(request.module),
		...request.args
	], {
		env: request.environment,
		stdio: [
			"ignore",
			"pipe",
			"pipe",
			"ipc"
		],
		detached: true
	});
	const exited = exitOf(child);
	const output = listen(child, request);
	const timer = new AbortController();
	const ready = await Promise.race([
		output.ready,
		exited.then(() => void 0),
		pause(READY_TIMEOUT_MS, timer.signal).then(() => void 0)
	]);
	timer.abort();
	if (ready === void 0 || child.pid === void 0) {
		child.kill("SIGKILL");
		const report = await exited;
		throw new CommandFailure(`${request.name} did not start (${describeExit(report)})`, {
			exitCode: EXIT.serverUnreachable,
			nextStep: `Its last log lines:\n    ${output.lastLines().join("\n    ")}`
		});
	}
	return {
		pid: child.pid,
		url: ready.url,
		exited,
		stop: () => stop(child, exited),
		kill: (signal) => {
			child.kill(signal);
		}
	};
}
function describeExit({ code, signal }) {
	return signal === null ? `exit code ${code ?? "unknown"}` : `killed by ${signal}`;
}
function exitOf(child) {
	return new Promise((resolve) => {
		child.once("close", (code, signal) => resolve({
			code,
			signal
		}));
		child.once("error", () => resolve({
			code: null,
			signal: null
		}));
	});
}
async function stop(child, exited) {
	if (child.exitCode !== null || child.signalCode !== null) return exited;
	child.kill("SIGTERM");
	const timer = new AbortController();
	pause(STOP_TIMEOUT_MS, timer.signal).then(() => !timer.signal.aborted).then((late) => late ? child.kill("SIGKILL") : false);
	const report = await exited;
	timer.abort();
	return report;
}
/** Writes every line to the log file, looks for the one that says "ready", and keeps the last ones. */
function listen(child, { name, logFolder }) {
	const write = openLogFile(logFolder, name);
	const kept = [];
	const { promise, resolve } = Promise.withResolvers();
	for (const stream of [child.stdout, child.stderr].filter((output) => output !== null)) createInterface({ input: stream }).on("line", (line) => {
		write(line);
		kept.push(line);
		kept.splice(0, kept.length - KEPT_LINES);
		const ready = stream === child.stdout ? readReadyLine(line) : void 0;
		if (ready !== void 0) resolve(ready);
	});
	return {
		ready: promise,
		lastLines: () => kept
	};
}
// apps/cli/src/cluster/cluster-children.ts
/** Redis as a member of the cluster. It has a process group of its own and ends with this process. */
async function startRedisChild(request) {
	const write = openLogFile(request.logFolder, "redis");
	const port = portOf(request.previous);
	const redis = await startRedis({
		dataDir: request.dataFolder,
		appendFsync: request.appendFsync,
		say: request.say,
		log: write,
		...port === void 0 ? {} : { port }
	}).catch((error) => {
		throw new CommandFailure(error instanceof Error ? error.message : "Redis did not start", {
			exitCode: EXIT.serverUnreachable,
			nextStep: "With a Redis of your own, set PENSTOCK_REDIS_URL.",
			cause: error
		});
	});
	const exited = redis.exited.then(() => ({
		code: null,
		signal: null
	}));
	return {
		pid: redis.pid,
		url: redis.url,
		exited,
		stop: async () => {
			await redis.stop();
			return exited;
		},
		kill: (signal) => redis.kill(signal)
	};
}
/** The COS emulator. A new start takes the port of the one before: the config names it. */
function startStoreChild(request) {
	const { dataFolder, logFolder, credentials, hasControl, previous } = request;
	return startChild({
		name: "store",
		module: new URL("cli-store-process-BvsGrfQt.js", import.meta.url).href,
		args: [
			String(portOf(previous) ?? 0),
			dataFolder,
			...hasControl ? [CONTROL_FLAG] : []
		],
		environment: {
			...process.env,
			...localStoreVariables(credentials)
		},
		logFolder
	});
}
function startRoleChild(request) {
	const { name, role, environment, logFolder, previous } = request;
	const port = portOf(previous);
	const listen = role === "api" && port !== void 0 ? { PENSTOCK_LISTEN: `127.0.0.1:${port}` } : {};
	return startChild({
		name,
		module: ROLE_MODULES[role],
		args: [],
		environment: {
			...environment,
			...listen
		},
		logFolder
	});
}
function portOf(child) {
	return child?.url === void 0 ? void 0 : Number(new URL(child.url).port);
}
// apps/cli/src/cluster/member.ts
const FIRST_PAUSE_MS = 1e3;
const LONGEST_PAUSE_MS = 3e4;
/** Starts a member and, if asked to, keeps it alive: with pauses that double, so that a broken one does not spin. */
async function startMember(request) {
	const { wait = pause, longestPauseMs = LONGEST_PAUSE_MS } = request;
	let child = await request.start(void 0);
	const ending = new AbortController();
	const ended = watch();
	return {
		name: request.name,
		child: () => child,
		stop: () => end((current) => current.stop()),
		kill: () => end((current) => {
			current.kill("SIGKILL");
			return current.exited;
		})
	};
	async function end(how) {
		ending.abort();
		const report = await how(child);
		await ended;
		return report;
	}
	/** Until it is stopped. A start that was in progress then is undone. */
	async function watch() {
		let pauseMs = FIRST_PAUSE_MS;
		for (;;) {
			const startedAtMs = systemClock.nowMs();
			const report = await child.exited;
			if (ending.signal.aborted) return;
			request.say(`${request.name} (pid ${child.pid}) died: ${describeExit(report)}`);
			if (!request.restarts) return;
			pauseMs = await startAgain(systemClock.nowMs() - startedAtMs > LONGEST_PAUSE_MS ? FIRST_PAUSE_MS : pauseMs);
		}
	}
	async function startAgain(firstPauseMs) {
		let pauseMs = firstPauseMs;
		while (!ending.signal.aborted) {
			request.say(`${request.name} starts again in ${pauseMs / 1e3} s`);
			await wait(pauseMs, ending.signal);
			pauseMs = Math.min(pauseMs * 2, longestPauseMs);
			if (ending.signal.aborted) return pauseMs;
			try {
				child = await request.start(child);
				if (ending.signal.aborted) await child.stop();
				else request.say(`${request.name} is back (pid ${child.pid})`);
				return pauseMs;
			} catch (error) {
				request.say(error instanceof Error ? error.message : String(error));
			}
		}
		return pauseMs;
	}
}
// apps/cli/src/cluster/secret-file.ts
/**
* A secret of this data folder: made at the first start, readable by the owner only, and kept.
*
* @returns what the file holds, which another first start may have made
*/
async function readOrMakeSecret(path, make) {
	await mkdir(dirname(path), { recursive: true });
	const made = make();
	try {
		await writeFile(path, made, {
			flag: "wx",
			mode: 384
		});
		return made;
	} catch (error) {
		if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
	}
	return readFile(path, "utf8");
}
// apps/cli/src/cluster/store-credentials.ts
/** The secrets of the local store. Kept, because objects and jobs of an earlier run are reached with them. */
async function readOrMakeCredentials(path) {
	const [secretId = "", secretKey = ""] = (await readOrMakeSecret(path, () => {
		return `${`local${randomBytes(12).toString("hex")}`}\n${randomBytes(24).toString("hex")}\n`;
	})).split("\n");
	if (secretId === "" || secretKey === "") throw new Error(`${path} does not contain the two lines of the store's secrets: remove it`);
	return {
		secretId,
		secretKey
	};
}
// apps/cli/src/cluster/cluster.ts
/**
* Starts a cluster and resolves when all of it serves. When a member does not start, or the signal
* is aborted before that, everything is stopped before this rejects.
*/
async function startCluster(request, signal) {
	const members = [];
	try {
		return await startMembers(request, members, signal);
	} catch (error) {
		await stopInOrder(members);
		throw error;
	}
}
async function startMembers(request, members, signal) {
	const { dataFolder } = request;
	const logFolder = join(dataFolder, "logs");
	const configPath = join(dataFolder, "penstock.config.json");
	await mkdir(logFolder, { recursive: true });
	const add = async (name, start) => {
		signal.throwIfAborted();
		const { restarts, longestRestartPauseMs: longestPauseMs, say } = request;
		const member = await startMember({
			name,
			start,
			restarts,
			say,
			...longestPauseMs === void 0 ? {} : { longestPauseMs }
		});
		members.push(member);
		request.onReady?.(member);
		return member.child().url ?? "";
	};
	const redisUrl = request.redisUrl ?? await add("redis", redisOf$1(request, logFolder));
	const credentials = await readOrMakeCredentials(join(dataFolder, "store-credentials"));
	const storeUrl = await add("store", storeOf(request, logFolder, credentials));
	await writeConfig(configPath, {
		...localStoreConnection(storeUrl),
		...request.connections
	});
	const environment = {
		...await keptInFolder(dataFolder),
		...process.env,
		...localStoreVariables(credentials),
		...roleVariables({
			redisUrl,
			configPath,
			apiPort: request.apiPort
		}),
		...request.environment
	};
	return {
		apiUrl: await addRoles(request, add, {
			environment,
			logFolder
		}),
		redisUrl,
		storeUrl,
		logFolder,
		configPath,
		environment,
		members,
		member: (name) => find(members, name),
		stop: () => stopInOrder(members)
	};
}
function redisOf$1({ dataFolder, redisFsync = "everysec", say }, logFolder) {
	return (previous) => startRedisChild({
		dataFolder: join(dataFolder, "redis"),
		logFolder,
		previous,
		say,
		appendFsync: redisFsync
	});
}
function storeOf({ dataFolder, hasStoreControl = false }, logFolder, credentials) {
	return (previous) => startStoreChild({
		dataFolder: join(dataFolder, "store"),
		logFolder,
		credentials,
		hasControl: hasStoreControl,
		previous
	});
}
/** The API first, for its address; then all the others at once. */
async function addRoles({ workers, coordinators = 1, extraRoles = {} }, add, { environment, logFolder }) {
	const addRole = (name, role, own = {}) => {
		const roleEnvironment = {
			...environment,
			...own
		};
		return add(name, (previous) => startRoleChild({
			name,
			role,
			environment: roleEnvironment,
			logFolder,
			previous
		}));
	};
	const apiUrl = await addRole("api", "api");
	await everyOne([
		...(coordinators === 1 ? ["coordinator"] : numbered("coordinator", coordinators)).map((name) => addRole(name, "coordinator")),
		...numbered("worker", workers).map((name) => addRole(name, "worker")),
		...Object.entries(extraRoles).map(([name, extra]) => addRole(name, extra.role, extra.environment))
	]);
	return apiUrl;
}
function roleVariables(place) {
	return {
		PENSTOCK_REDIS_URL: place.redisUrl,
		PENSTOCK_REDIS_URL_FILE: void 0,
		PENSTOCK_CONFIG: place.configPath,
		PENSTOCK_LISTEN: `127.0.0.1:${place.apiPort}`,
		PENSTOCK_HEALTH_LISTEN: "127.0.0.1:0"
	};
}
/** What the roles keep in the data folder, unless the user has another place for it. */
async function keptInFolder(dataFolder) {
	const receiptKeyPath = join(dataFolder, "receipt-key");
	await readOrMakeSecret(receiptKeyPath, () => randomBytes(32).toString("hex"));
	const hasOwnKey = (process.env["PENSTOCK_RECEIPT_KEY"] ?? "") !== "";
	return {
		PENSTOCK_JOURNAL: join(dataFolder, "journal"),
		...hasOwnKey ? {} : { PENSTOCK_RECEIPT_KEY_FILE: receiptKeyPath }
	};
}
function numbered(name, count) {
	return Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);
}
/** Waits for all of them, also when one fails: a start under way must not be left behind. */
async function everyOne(starts) {
	const results = await Promise.allSettled(starts);
	for (const result of results) if (result.status === "rejected") throw result.reason;
}
function find(members, name) {
	const member = members.find((candidate) => candidate.name === name);
	if (member === void 0) throw new RangeError(`there is no member ${name} in this cluster`);
	return member;
}
const STOP_ORDER = [
	/^api(-|$)/,
	/^planner(-|$)/,
	/^worker-/,
	/^coordinator(-|$)/,
	/^store$/,
	/^redis$/
];
async function stopInOrder(members) {
	for (const pattern of STOP_ORDER) {
		const next = members.filter(({ name }) => pattern.test(name));
		await Promise.all(next.map((member) => member.stop()));
	}
}
// apps/cli/src/commands/redis-setting.ts
/** A Redis that the environment names; otherwise the cluster brings its own. */
function redisOf(environment) {
	return [environment["PENSTOCK_REDIS_URL"], environment["PENSTOCK_REDIS_URL_FILE"]].some((value) => value !== void 0 && value !== "") ? { redisUrl: readSettings("worker", environment).settings.redisUrl } : {};
}
export { startCluster as n, findRedisServer as r, redisOf as t };
