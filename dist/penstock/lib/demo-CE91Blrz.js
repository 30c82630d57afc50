import { X as isFinished, pt as Crc64Xz } from "./src-B5NobToF.js";
import { n as parseByteSize, t as formatByteSize } from "./byte-size-C6_wv_35.js";
import { n as startCluster, r as findRedisServer, t as redisOf } from "./redis-setting-YX0DT0kB.js";
import { n as EXIT, t as CommandFailure } from "./exit-codes-D75-qZBH.js";
import { t as createClient } from "./src-Du8DtPQk.js";
import { r as readConnectionsFile, t as createConnections } from "./src-0MRLe233.js";
import { t as systemClock } from "./src-DCqMCqCN.js";
import { i as openDisplay, t as followJob } from "./follow-job-B4ywYYBk.js";
import { t as nextStepFor } from "./next-step-DjDOXGpP.js";
import { t as onInterrupt } from "./interrupt-DT0V4sUM.js";
import { a as jsonText, r as formatRate, t as formatDuration } from "./progress-text-DMPU5WC5.js";
import { basename, dirname, join, resolve } from "node:path";
import { createCipheriv, createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { rmSync } from "node:fs";
import { mkdir, mkdtemp, open, readdir, realpath, rm, stat, statfs } from "node:fs/promises";
// apps/cli/src/demo/digest.ts
/** Hashes bytes as they pass. */
var Digester = class {
	#sha256 = createHash("sha256");
	#crc64 = new Crc64Xz();
	#sizeBytes = 0;
	update(bytes) {
		this.#sha256.update(bytes);
		this.#crc64.update(bytes);
		this.#sizeBytes += bytes.length;
	}
	digest() {
		return {
			sizeBytes: this.#sizeBytes,
			sha256: this.#sha256.digest("hex"),
			crc64: this.#crc64.digest()
		};
	}
};
/** Reads a whole object, as a stream, and hashes it. */
async function digestObject(reader, key, signal) {
	const { sourceVersion } = await reader.stat(key, signal);
	const digester = new Digester();
	if (sourceVersion.sizeBytes > 0) {
		const whole = {
			startByte: 0,
			lengthBytes: sourceVersion.sizeBytes
		};
		for await (const bytes of reader.read(key, sourceVersion, whole, signal)) digester.update(bytes);
	}
	return digester.digest();
}
// apps/cli/src/demo/sample-file.ts
const MIB = 1048576;
/** Sixteen bytes each, as AES-128 takes them. The same sample every time. */
const KEY = Buffer.from("penstock sample.");
const COUNTER_START = Buffer.alloc(16);
/**
* Writes pseudo-random bytes, which no layer can compress or guess, and hashes them on the way. The
* keystream of AES-CTR is the fastest generator that Node has: about a GiB a second.
*/
async function writeSample(path, sizeBytes, signal) {
	const cipher = createCipheriv("aes-128-ctr", KEY, COUNTER_START);
	const zeros = Buffer.alloc(MIB);
	const digester = new Digester();
	const file = await open(path, "wx");
	try {
		for (let left = sizeBytes; left > 0; left -= MIB) {
			signal.throwIfAborted();
			const bytes = cipher.update(left < MIB ? zeros.subarray(0, left) : zeros);
			digester.update(bytes);
			await file.writeFile(bytes);
		}
	} finally {
		await file.close();
	}
	return digester.digest();
}
// apps/cli/src/demo/demo-source.ts
const SPARE_BYTES = 67108864;
/**
* @param folder where a sample may be written
* @throws CommandFailure for a file that is not there, a URL or size that is none
*/
async function demoSource(options, folder) {
	if (options.file !== void 0) return fileSource(options.file);
	return options.url === void 0 ? sampleSource(options.size, folder) : urlSource(options.url);
}
function sampleSource(size, folder) {
	const sizeBytes = parseByteSize(size);
	if (sizeBytes === void 0) throw usage(`"${size}" is not a size`, "Write it as 64MiB or 1GiB.");
	const name = "sample.bin";
	return {
		what: `a sample file of ${formatByteSize(sizeBytes)}, pseudo-random bytes`,
		connection: {
			provider: "file",
			root: folder
		},
		key: name,
		name,
		prepare: async (signal) => {
			await mkdir(folder, { recursive: true });
			await refuseFullDisk(folder, sizeBytes);
			return writeSample(join(folder, name), sizeBytes, signal);
		}
	};
}
/** The sample and the stored object lie on the same disk, and something has to be left of it. */
async function refuseFullDisk(folder, sizeBytes) {
	const { bavail, bsize } = await statfs(folder);
	const neededBytes = sizeBytes * 2 + SPARE_BYTES;
	if (bavail * bsize < neededBytes) throw new CommandFailure(`the demo needs ${formatByteSize(neededBytes)} in ${folder}, ${formatByteSize(bavail * bsize)} are free`, {
		exitCode: EXIT.usage,
		nextStep: "Use a smaller --size, or point TMPDIR at a larger disk."
	});
}
async function fileSource(text) {
	const path = resolve(text);
	const stats = await stat(path).catch(() => void 0);
	if (stats?.isFile() !== true) throw new CommandFailure(`${path} is not a file that can be read`, {
		exitCode: EXIT.notFound,
		nextStep: "Check the path, or leave out --file for a sample."
	});
	const real = await realpath(path);
	return {
		what: `${path}, ${formatByteSize(stats.size)}`,
		connection: {
			provider: "file",
			root: dirname(real)
		},
		key: basename(real),
		name: basename(real),
		prepare: async () => void 0
	};
}
function urlSource(text) {
	const url = URL.parse(text);
	if (url === null || !/^https?:$/.test(url.protocol) || url.pathname.endsWith("/")) throw usage(`"${text}" is not the URL of a file`, "Write it as https://host/path/file.");
	const name = basename(url.pathname);
	return {
		what: `${url.origin}${url.pathname}`,
		connection: {
			provider: "http",
			baseUrl: new URL(".", url).href
		},
		key: name + url.search,
		name,
		prepare: async () => void 0
	};
}
function usage(message, nextStep) {
	return new CommandFailure(message, {
		exitCode: EXIT.usage,
		nextStep
	});
}
// apps/cli/src/demo/run-demo.ts
const SOURCE = "demo-source";
const STORE = "local";
/** Parts are uploaded within milliseconds of each other, and the kill is to hit the middle. */
const LOOK_EVERY_MS = 50;
/** With fewer parts there is no middle to wait for: all of them are on their way at once. */
const FEW_PARTS = 8;
/**
* Moves the source through a cluster of its own, kills a worker on the way, reads the object back
* and compares. The cluster is stopped in any case.
*/
async function runDemo(request, signal) {
	const { folder, source, workers, redisUrl, display } = request;
	display.say(`1. Starting Redis, a store, an API, a coordinator and ${workers} workers.`);
	const cluster = await startCluster({
		dataFolder: folder,
		workers,
		apiPort: 0,
		connections: { [SOURCE]: source.connection },
		...redisUrl === void 0 ? {} : { redisUrl },
		restarts: false,
		say: display.say
	}, signal);
	const killAll = () => {
		for (const member of cluster.members) member.child().kill("SIGKILL");
	};
	process.prependOnceListener("exit", killAll);
	try {
		return await moveAndCompare(cluster, request, signal);
	} finally {
		await cluster.stop();
		process.off("exit", killAll);
	}
}
async function moveAndCompare(cluster, { source, workers, display }, signal) {
	display.say(`2. Preparing the source: ${source.what}.`);
	const prepared = await source.prepare(signal);
	const { job, transfer, seconds } = await move(cluster, {
		source,
		workers,
		display
	}, signal);
	display.say("5. Reading the object back from the store and comparing every byte.");
	const connections = createConnections(await readConnectionsFile(cluster.configPath), {
		environment: cluster.environment,
		secrets: /* @__PURE__ */ new Set(),
		clock: systemClock
	});
	const key = transfer.destination.key;
	const stored = await digestObject(connections.source(STORE), key, signal);
	const original = prepared ?? await digestObject(connections.source(SOURCE), source.key, signal);
	connections.close();
	const receiptChecksum = transfer.object?.checksum?.value ?? "";
	return {
		isEqual: stored.sizeBytes === original.sizeBytes && stored.sha256 === original.sha256 && stored.crc64 === original.crc64 && receiptChecksum === original.crc64,
		parts: job.progress.partsTotal,
		seconds,
		source: original,
		stored,
		receiptChecksum
	};
}
async function move(cluster, { source, workers, display }, signal) {
	const client = createClient({ baseUrl: cluster.apiUrl });
	const startedAtMs = systemClock.nowMs();
	const submitted = await client.submitJob({
		name: "demo",
		source: {
			connection: SOURCE,
			key: source.key
		},
		destination: {
			connection: STORE,
			key: join("demo", source.name)
		}
	});
	display.say(`3. Submitted as ${submitted.id}: the API plans it, the workers upload its parts.`);
	let killing;
	const job = await followJob({
		client,
		jobId: submitted.id,
		display,
		lookEveryMs: LOOK_EVERY_MS,
		onLook: (seen) => {
			if (killing === void 0 && isTimeToKill(seen)) {
				display.say(killText(seen, `worker-${workers}`));
				killing = cluster.member(`worker-${workers}`).kill();
			}
		}
	}, signal);
	await killing;
	display.close();
	const { data: transfers } = await client.listTransfers(job.id);
	const [transfer] = transfers;
	if (job.state !== "succeeded" || transfer === void 0) {
		const cause = transfer?.cause ?? void 0;
		const why = cause === void 0 ? "" : `: ${cause.code}: ${cause.message}`;
		throw new CommandFailure(`the job of the demo ${job.state}${why}`, {
			exitCode: EXIT.someFailed,
			nextStep: nextStepFor(cause?.code ?? "")
		});
	}
	return {
		job,
		transfer,
		seconds: (systemClock.nowMs() - startedAtMs) / 1e3
	};
}
function isTimeToKill(job) {
	const { partsTotal, partsStored } = job.progress;
	if (isFinished(job.state)) return true;
	if (partsTotal === 0 || job.state !== "transferring") return false;
	return partsTotal < FEW_PARTS || partsStored * 2 >= partsTotal;
}
function killText(job, name) {
	const { partsTotal, partsStored } = job.progress;
	if (isFinished(job.state)) return `4. Killing ${name} (SIGKILL). The object is so small that it was stored before the kill.`;
	return `4. Killing ${name} (SIGKILL) with ${partsStored} of ${partsTotal} parts stored. It is not replaced: other workers upload its parts when their leases end.`;
}
// apps/cli/src/commands/demo.ts
/** `penstock demo`: exit code 0 only when the stored object equals its source. */
async function demo(options, output) {
	if (options.workers < 2) throw new CommandFailure("the demo kills one of its workers, so it needs two at least", {
		exitCode: EXIT.usage,
		nextStep: "Leave out --workers, or write --workers 2."
	});
	const signal = onInterrupt();
	const folder = await mkdtemp(join(tmpdir(), "penstock-demo-"));
	const display = openDisplay(output, ["Ctrl-C ends the demo and removes all its files"]);
	const removeNow = () => rmSync(folder, {
		recursive: true,
		force: true,
		maxRetries: 5
	});
	process.once("exit", removeNow);
	let keepsLogs = false;
	try {
		const source = await demoSource(options, join(folder, "source"));
		const { workers } = options;
		const outcome = await runDemo({
			folder,
			source,
			workers,
			...await demoRedis(output.environment, display.say),
			display
		}, signal);
		keepsLogs = !outcome.isEqual;
		display.close();
		output.stdout.write(options.json ? jsonOf(outcome) : textOf(outcome, options.workers));
		return outcome.isEqual ? EXIT.ok : EXIT.someFailed;
	} catch (error) {
		display.close();
		if (!signal.aborted) {
			keepsLogs = true;
			throw error;
		}
		return EXIT.interrupted;
	} finally {
		await cleanUp(folder, keepsLogs, display);
		process.off("exit", removeNow);
	}
}
/**
* Its own Redis wherever one can be had: on a shared one the demo's workers would take the tasks of
* whatever else runs there.
*/
async function demoRedis(environment, say) {
	return await findRedisServer({ say }).then(() => true, () => false) ? {} : redisOf(environment);
}
/** Everything of the demo but, after a failure, its logs. */
async function cleanUp(folder, keepsLogs, display) {
	const entries = await readdir(folder);
	if (!(keepsLogs && entries.includes("logs"))) {
		await rm(folder, { recursive: true });
		return;
	}
	for (const entry of entries.filter((name) => name !== "logs")) await rm(join(folder, entry), { recursive: true });
	display.say(`The logs are kept in ${join(folder, "logs")}`);
}
function textOf(outcome, workers) {
	const { source, stored, receiptChecksum, seconds, parts } = outcome;
	const mark = outcome.isEqual ? "✓" : "✗";
	const verdict = outcome.isEqual ? "every byte is the same" : "THE BYTES DIFFER";
	return [
		`${mark} ${formatByteSize(source.sizeBytes)} in ${parts} ${parts === 1 ? "part" : "parts"} and ${formatDuration(seconds)} (${formatRate(source.sizeBytes / seconds)}) by ${workers} workers, one of them killed: ${verdict}`,
		`  SHA-256  source ${source.sha256}`,
		`           store  ${stored.sha256}`,
		`  CRC-64   source ${source.crc64}, store ${stored.crc64}, receipt ${receiptChecksum}`,
		""
	].join("\n");
}
function jsonOf(outcome) {
	const line = {
		ok: outcome.isEqual,
		bytes: outcome.source.sizeBytes,
		parts: outcome.parts,
		workersKilled: 1,
		seconds: Math.round(outcome.seconds * 1e3) / 1e3,
		sha256Source: outcome.source.sha256,
		sha256Stored: outcome.stored.sha256,
		crc64: outcome.stored.crc64
	};
	return `${jsonText(line)}\n`;
}
export { demo };
