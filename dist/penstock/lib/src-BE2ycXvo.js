import { ot as isConfigKind, st as isConfigName } from "./src-DuCZxAFq.js";
import { A as isJobId, B as toUploadId, R as toETag, T as segmentName, at as isPenstockError, j as isTransferId, nt as PenstockError, tt as ERRORS, w as segmentAt, z as toPartNumber } from "./src-B5NobToF.js";
import { _t as COPY_OUTCOMES, gt as CHECK_OUTCOMES } from "./src-DiZFaV3F.js";
import { C as prettifyError, _ as union, a as boolean, c as int, d as number, f as object, g as tuple, h as string, i as array, l as literal, p as record, r as _enum, u as looseObject, v as unknown } from "./schemas-e0zuZPA7.js";
import { basename, dirname, join, resolve } from "node:path";
import { createHash } from "node:crypto";
import { access, link, mkdir, open, readFile, readdir, rename, rm, rmdir } from "node:fs/promises";
// packages/journal/src/journal-errors.ts
/** What helps, by the system's word for what is wrong. */
const CURES = {
	ENOSPC: "make room on its disk",
	EDQUOT: "raise its quota",
	EACCES: "give the user of this process the right to write there",
	EPERM: "give the user of this process the right to write there",
	EROFS: "mount it writable",
	ENOENT: "the folder is gone: mount it again"
};
/** At start as well: there was no folder yet, or no bucket was ever asked. */
const CURES_AT_START = {
	...CURES,
	ENOENT: "name a folder that can be made",
	EEXIST: "that is a file: name a folder",
	ENOTDIR: "a part of that path is a file: name a folder",
	"store-refused": "give the credentials of its connection the right to write, read, list and delete there",
	"store-missing": "create the bucket, or name a connection that has one"
};
/** True for the system's error of this code. */
function isSystemError(error, ...codes) {
	return error instanceof Error && "code" in error && codes.includes(String(error.code));
}
/** A file system that refuses becomes `journal-unavailable`; everything else is a mistake of ours and is passed on. */
function toJournalError(root, error) {
	if (!(error instanceof Error && "syscall" in error && "code" in error)) return error;
	const cure = CURES[String(error.code)];
	const advice = cure === void 0 ? "" : `; ${cure}`;
	return new PenstockError("journal-unavailable", `the journal in ${root} cannot be used now: ${error.message}${advice}`, { cause: error });
}
/** A store that refuses or does not answer becomes `journal-unavailable`; a mistake of ours is passed on. */
function toUnavailable(place, error) {
	return isPenstockError(error) ? new PenstockError("journal-unavailable", `the journal in ${place} cannot be used now: ${error.message}`, {
		cause: error,
		details: error.details
	}) : error;
}
/** A store that is away, throttles, or waits for new credentials: at start it is waited for. */
function passesByItself(error) {
	return isPenstockError(error) && ["wait", "again"].includes(ERRORS[error.code].retry);
}
/** For the start: `PENSTOCK_JOURNAL` names a place that cannot hold a journal. */
function unusable$1(place, cause, advice = adviceAtStart(cause)) {
	const message = `PENSTOCK_JOURNAL: ${place} cannot hold the journal: ${cause instanceof Error ? cause.message : "unknown"}${advice}`;
	return new PenstockError("settings-invalid", message, { cause });
}
function adviceAtStart(cause) {
	const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
	const cure = CURES_AT_START[code];
	return cure === void 0 ? "" : `; ${cure}`;
}
// packages/journal/src/durable-files.ts
/**
* Writes a whole file or none, and resolves when it survives a loss of power: the bytes first, then
* the name.
*
* @param draft a path beside it that no other writer uses
*/
async function writeDurably(path, document, draft) {
	await writeThenRename(path, document, {
		draft,
		isFlushed: true
	});
	await flushFolder(dirname(path));
}
/**
* Writes a file only where there is none, and tells whether it did: of many that write it at once, the file
* system lets one succeed. Durable also where another process made it.
*
* @param draft a path beside it that no other writer uses
*/
async function createDurably(path, text, draft) {
	try {
		await writeFlushed(draft, text, true);
		await link(draft, path);
		return true;
	} catch (error) {
		if (isSystemError(error, "EEXIST")) return false;
		throw error;
	} finally {
		await rm(draft, { force: true });
		await flushFolder(dirname(path));
	}
}
/** The same without the flush: a reader sees all of it or none, but a loss of power may undo it. */
function writeUnsynced(path, text, draft) {
	return writeThenRename(path, text, {
		draft,
		isFlushed: false
	});
}
/**
* Makes a folder with one file in it, both or neither, durably. One that is there already is left alone.
*
* @param draft a path beside it that no other writer uses
*/
async function makeFolderDurably(folder, file, draft) {
	await mkdir(draft);
	try {
		await writeFlushed(`${draft}/${file.name}`, file.text, true);
		await flushFolder(draft);
		await rename(draft, folder);
	} catch (error) {
		await rm(draft, {
			recursive: true,
			force: true
		});
		throw error;
	}
	await flushFolder(dirname(folder));
}
async function flushFolder(folder) {
	const handle = await open(folder, "r");
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
}
async function writeThenRename(path, document, { draft, isFlushed }) {
	try {
		await writeFlushed(draft, document, isFlushed);
		await rename(draft, path);
	} catch (error) {
		await rm(draft, { force: true });
		throw error;
	}
}
async function writeFlushed(path, document, isFlushed) {
	const handle = await open(path, "wx");
	try {
		await handle.writeFile(document);
		if (isFlushed) await handle.sync();
	} finally {
		await handle.close();
	}
}
// packages/journal/src/journal-paths.ts
const CANCELLED = ".cancelled";
function markerPath(root) {
	return join(root, "journal.json");
}
/** No tenant's name leads out of the root, whatever it holds. */
function tenantFolder(root, tenant) {
	return join(root, encodeTenant(tenant));
}
function jobFolder(root, job) {
	return join(root, pathOfJob(job));
}
/** @throws RangeError for what is no job's id: no name leads to a foreign place */
function pathOfJob({ tenant, jobId }) {
	if (!isJobId(jobId)) throw new RangeError(`"${jobId}" is not the id of a job`);
	return `${encodeTenant(tenant)}/${jobId}`;
}
function jobPath(folder) {
	return join(folder, "job.json");
}
function cancelledPath(folder) {
	return folder + CANCELLED;
}
function transferPath(folder, transfer) {
	return join(folder, transferName(transfer));
}
const DIGEST_LENGTH = 16;
/**
* A ledger that fell back counts through the same revisions again, so a state is named by its uploads too:
* each of two histories may have opened some.
*/
function transferName(transfer) {
	const { id, revision, generation, state } = transfer;
	const what = JSON.stringify([
		generation,
		state.kind,
		...tokensIn(transfer)
	]);
	return `${id}.${revision}.${createHash("sha256").update(what).digest("hex").slice(0, DIGEST_LENGTH)}.json`;
}
/** Of every upload that it intended by then. */
function tokensIn({ state }) {
	if ("upload" in state) return [state.upload.token];
	return state.kind === "planned" ? state.intents : [];
}
function uploadIdPath(folder, { transferId, token }) {
	return join(folder, `${transferId}.${encodeURIComponent(token)}.upload.json`);
}
function partsPath(folder, { id, generation }) {
	return join(folder, `${id}.${generation}.parts.json`);
}
/** What was written of a transfer; the first journals named it by its revision alone. */
function statesOf(names, transferId) {
	return names.filter((name) => name.startsWith(`${transferId}.`)).flatMap((name) => {
		const revision = /^\.(\d+)(?:\.[0-9a-f]{16})?\.json$/.exec(name.slice(transferId.length))?.[1];
		return revision === void 0 ? [] : [{
			name,
			revision: Number(revision)
		}];
	});
}
/** Transfers that a bulk job listed after it was accepted: its own document does not name them. */
function listedLater(names, accepted) {
	const known = new Set(accepted.map(({ id }) => id));
	return [...new Set(names.map((name) => name.slice(0, Math.max(0, name.indexOf(".")))))].filter((id) => !known.has(id)).filter(isTransferId).filter((id) => statesOf(names, id).length > 0);
}
/** Each tenant has a folder in the root. Anything else there is ignored. */
async function tenantsIn(root) {
	return (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => tenantOf(name)).filter((tenant) => tenant !== void 0);
}
/** Undefined for a name that no tenant is given. */
function tenantOf(name) {
	try {
		const tenant = decodeURIComponent(name);
		return encodeTenant(tenant) === name ? tenant : void 0;
	} catch {
		return;
	}
}
/** The jobs in a tenant's folder, by the names that it holds. */
function entriesOf(tenant, names) {
	const cancelled = new Set(names.filter((name) => name.endsWith(CANCELLED)));
	return names.filter(isJobId).map((jobId) => ({
		tenant,
		jobId,
		isCancelled: cancelled.has(jobId + CANCELLED)
	}));
}
function encodeTenant(tenant) {
	return encodeURIComponent(tenant).replaceAll(".", "%2E");
}
// packages/journal/src/documents-below.ts
/** Documents by paths with slashes, below the prefix of a journal in a store. */
function documentsInStore({ objects, prefix, name }, below) {
	const start = prefix + below.prefix;
	const attempt = (work) => work.catch((error) => {
		throw toUnavailable(name, error);
	});
	return {
		put: (path, document) => attempt(objects.put(start + path, document)),
		putIfAbsent: (path, text) => attempt(objects.putIfAbsent(start + path, text)),
		get: (path) => attempt(objects.get(start + path)),
		getBytes: (path) => attempt(objects.getBytes(start + path)),
		delete: (path) => attempt(objects.delete(start + path)),
		async *list(path) {
			try {
				for await (const key of objects.list(start + path)) yield key.slice(start.length);
			} catch (error) {
				throw toUnavailable(name, error);
			}
		}
	};
}
/** The same in the folder of a journal, as files that are flushed; lists are those of a folder. */
function documentsInFolder(journal, { folder }, random) {
	const root = join(journal, folder);
	const attempt = async (work, ifGone) => {
		try {
			return await work();
		} catch (error) {
			if (!isSystemError(error, "ENOENT")) throw toJournalError(journal, error);
			await access(markerPath(journal)).catch((gone) => {
				throw toJournalError(journal, gone);
			});
			return ifGone;
		}
	};
	const write = (path, writeFile) => attempt(async () => {
		await access(markerPath(journal));
		const file = join(root, path);
		await makeFolders(dirname(file), journal);
		await writeFile(file, `${file}.${Buffer.from(random.bytes(6)).toString("hex")}.draft`);
	}, void 0);
	async function* below(path) {
		const read = () => readdir(join(root, path), { withFileTypes: true });
		const entries = await attempt(read, []);
		for (const entry of entries.sort((one, other) => one.name < other.name ? -1 : 1)) if (entry.isDirectory()) yield* below(`${path}${entry.name}/`);
		else yield path + entry.name;
	}
	return {
		put: (path, document) => write(path, (file, draft) => writeDurably(file, document, draft)),
		putIfAbsent: (path, text) => write(path, (file, draft) => createDurably(file, text, draft)),
		get: (path) => attempt(() => readFile(join(root, path), "utf8"), void 0),
		getBytes: (path) => attempt(() => readFile(join(root, path)), void 0),
		delete: (path) => attempt(async () => {
			await rm(join(root, path), { force: true });
			await rmdir(dirname(join(root, path))).catch((error) => {
				if (!isSystemError(error, "ENOTEMPTY", "EEXIST", "ENOENT")) throw error;
			});
		}, void 0),
		list: below
	};
}
/** Each of them survives a loss of power, also if another process makes it at this moment. */
async function makeFolders(folder, journal) {
	await mkdir(folder, { recursive: true });
	for (let parent = dirname(folder); parent.length >= journal.length; parent = dirname(parent)) await flushFolder(parent);
}
// packages/journal/src/journal-documents.ts
const VERSION$3 = 1;
const version$1 = literal(VERSION$3, { error: "it was written by another version" });
const text = string().min(1);
const count = int().positive();
const bytes = int().nonnegative();
const address = looseObject({
	connection: text,
	key: text
});
const attributes = looseObject({ metadata: record(string(), string()) });
const upload = looseObject({
	token: text,
	uploadId: text.optional(),
	plan: looseObject({
		strategy: text,
		sizeBytes: bytes,
		partSizeBytes: bytes,
		partCount: count
	}),
	sourceVersion: looseObject({
		sizeBytes: bytes,
		validator: looseObject({ kind: text })
	}),
	checksum: text,
	attributes
});
const transfer = looseObject({
	id: string().refine(isTransferId, "not the id of a transfer"),
	jobId: string().refine(isJobId, "not the id of a job"),
	tenant: text,
	source: address,
	destination: address,
	options: looseObject({
		overwrite: text,
		attributes
	}),
	generation: count,
	revision: count,
	state: union([looseObject({
		kind: literal("planned"),
		intents: array(text)
	}), looseObject({
		kind: _enum([
			"uploading",
			"completing",
			"verifying"
		]),
		upload
	})])
});
const jobDocument = looseObject({
	v: version$1,
	job: looseObject({
		id: string().refine(isJobId, "not the id of a job"),
		tenant: text,
		name: string(),
		labels: record(string(), string()),
		createdAtMs: number()
	}),
	transfers: array(transfer)
});
const transferDocument = looseObject({
	v: version$1,
	transfer
});
const partsDocument = looseObject({
	v: version$1,
	token: text,
	parts: array(tuple([
		int().min(1).max(1e4).transform(toPartNumber),
		text.transform(toETag),
		text.nullable()
	]))
});
const uploadIdDocument = looseObject({
	v: version$1,
	token: text,
	uploadId: text
});
const markerDocument = looseObject({ v: version$1 });
/** A file that holds something else than what this version writes there. */
var DamagedDocument = class extends Error {
	name = "DamagedDocument";
};
function formatMarker() {
	return JSON.stringify({ v: VERSION$3 });
}
/** @throws DamagedDocument, as all of them */
function checkMarker(json) {
	parseDocument(markerDocument, json);
}
function formatJob(job, transfers) {
	return JSON.stringify({
		v: VERSION$3,
		job,
		transfers
	});
}
function parseJob(json) {
	const { job, transfers } = parseDocument(jobDocument, json);
	return {
		job,
		transfers
	};
}
function formatTransfer(transfer) {
	return JSON.stringify({
		v: VERSION$3,
		transfer
	});
}
function parseTransfer(json) {
	return parseDocument(transferDocument, json).transfer;
}
/** The token says which upload the parts belong to: a generation may have opened two, and lost one. */
function formatParts(token, parts) {
	const rows = parts.map(({ number, etag, checksum }) => [
		number,
		etag,
		checksum ?? null
	]);
	return JSON.stringify({
		v: VERSION$3,
		token,
		parts: rows
	});
}
/** Nothing for the parts of another upload. */
function parseParts(json, token) {
	const document = parseDocument(partsDocument, json);
	return document.token !== token ? [] : document.parts.map(([number, etag, checksum]) => ({
		number,
		etag,
		...checksum !== null && { checksum }
	}));
}
function formatUploadId({ token, uploadId }) {
	return JSON.stringify({
		v: VERSION$3,
		token,
		uploadId
	});
}
/** Undefined for the response to another intent. */
function parseUploadId(json, token) {
	const document = parseDocument(uploadIdDocument, json);
	return document.token === token ? toUploadId(document.uploadId) : void 0;
}
/** @throws DamagedDocument */
function parseDocument(schema, json) {
	let document;
	try {
		document = JSON.parse(json);
	} catch (error) {
		throw new DamagedDocument("it is no JSON", { cause: error });
	}
	const parsed = schema.safeParse(document);
	if (!parsed.success) {
		const [issue] = parsed.error.issues;
		throw new DamagedDocument(`${issue?.path.join(".") || "it"}: ${issue?.message}`);
	}
	return parsed.data;
}
// packages/journal/src/own-documents.ts
/** Reads documents, and names in the log those that are damaged, each of them once. */
var DocumentReader = class {
	#log;
	/** The sweep comes by every few seconds. */
	#damaged = /* @__PURE__ */ new Set();
	constructor(log) {
		this.#log = log;
	}
	/** Undefined for a document that is damaged. */
	read(place, text, parse) {
		try {
			return parse(text);
		} catch (error) {
			if (!(error instanceof DamagedDocument)) throw error;
			this.#tell(place, error.message);
			return;
		}
	}
	#tell(place, reason) {
		if (!this.#damaged.has(place)) {
			this.#damaged.add(place);
			this.#log.error({
				detail: place,
				reason
			}, "a file of the journal cannot be read and is ignored");
		}
	}
};
/** @throws DamagedDocument, as all of them */
function parseOwnJob(json, { tenant, jobId }) {
	const found = parseJob(json);
	if (found.job.id !== jobId || found.job.tenant !== tenant) throw new DamagedDocument(`it holds ${found.job.id}, another job than its folder says`);
	return found;
}
function parseOwnTransfer(json, { id, revision }) {
	const found = parseTransfer(json);
	if (found.id !== id || found.revision !== revision) throw new DamagedDocument(`it holds ${found.id} of revision ${found.revision}, not what its name says`);
	return found;
}
/**
* By generation first: a ledger that fell back counts on from an older `revision`, and may bring an older
* generation past a newer one.
*/
function newestOf$1(written) {
	return written.filter((found) => found !== void 0).reduce((newest, found) => newest === void 0 || isNewer(found, newest) ? found : newest, void 0);
}
function isNewer(one, other) {
	return one.generation === other.generation ? one.revision > other.revision : one.generation > other.generation;
}
// packages/journal/src/journal-directory.ts
/** The journal in a folder; `journal-paths.ts` shows what lies where. */
var JournalDirectory = class {
	#root;
	#documents;
	#random;
	/** Whose folder survives a loss of power. */
	#tenants = /* @__PURE__ */ new Set();
	constructor(root, { log, random }) {
		this.#root = root;
		this.#documents = new DocumentReader(log);
		this.#random = random;
	}
	async writeJob(job, transfers) {
		const folder = jobFolder(this.#root, {
			tenant: job.tenant,
			jobId: job.id
		});
		const file = {
			name: basename(jobPath(folder)),
			text: formatJob(job, transfers)
		};
		await this.#try(async () => {
			await access(markerPath(this.#root));
			await this.#makeTenantFolder(job.tenant);
			await makeFolderDurably(folder, file, this.#draft(folder)).catch(async (error) => {
				if (!isSystemError(error, "ENOTEMPTY", "EEXIST")) throw error;
				await flushFolder(dirname(folder));
			});
		});
	}
	async markCancelled(job) {
		const folder = jobFolder(this.#root, job);
		const path = cancelledPath(folder);
		await this.#tryInside(async () => {
			await access(folder);
			await writeDurably(path, "", this.#draft(path));
		});
	}
	async writeTransfer(transfer) {
		const path = transferPath(this.#folderOf(transfer), transfer);
		await this.#tryInside(async () => {
			if (!await exists(path)) await writeDurably(path, formatTransfer(transfer), this.#draft(path));
		});
	}
	async writeUploadId(upload) {
		const path = uploadIdPath(jobFolder(this.#root, upload), upload);
		await this.#tryInside(() => writeDurably(path, formatUploadId(upload), this.#draft(path)));
	}
	uploadIdOf(upload) {
		const path = uploadIdPath(jobFolder(this.#root, upload), upload);
		return this.#tryInside(() => this.#read(path, (json) => parseUploadId(json, upload.token)));
	}
	async writeParts(transfer, parts) {
		if (!("upload" in transfer.state)) throw new RangeError(`a transfer that is ${transfer.state.kind} has no parts`);
		const path = partsPath(this.#folderOf(transfer), transfer);
		const text = formatParts(transfer.state.upload.token, parts);
		await this.#tryInside(() => writeUnsynced(path, text, this.#draft(path)));
	}
	jobs() {
		return this.#try(async () => {
			await access(markerPath(this.#root));
			return (await Promise.all((await tenantsIn(this.#root)).map(async (tenant) => entriesOf(tenant, await readdir(tenantFolder(this.#root, tenant)))))).flat();
		});
	}
	readJob(job) {
		const folder = jobFolder(this.#root, job);
		return this.#tryInside(async () => {
			const names = await readdir(folder);
			const accepted = await this.#read(jobPath(folder), (json) => parseOwnJob(json, job));
			if (accepted === void 0) return;
			const transfers = await Promise.all(accepted.transfers.map(async (transfer) => await this.#newest(folder, names, transfer) ?? transfer));
			const later = (await Promise.all(listedLater(names, accepted.transfers).map((id) => this.#newest(folder, names, { id })))).filter((transfer) => transfer !== void 0);
			return {
				job: accepted.job,
				transfers: [...transfers, ...later]
			};
		});
	}
	readTransfer(transfer) {
		const folder = this.#folderOf(transfer);
		return this.#tryInside(async () => {
			const newest = await this.#newest(folder, await readdir(folder), transfer);
			return {
				transfer: newest,
				parts: newest === void 0 ? [] : await this.#partsOf(folder, newest)
			};
		});
	}
	async tokensOf(transfer) {
		const folder = this.#folderOf(transfer);
		return [...await this.#tryInside(async () => {
			const written = await this.#statesOf(folder, await readdir(folder), transfer);
			return new Set(written.flatMap((found) => found === void 0 ? [] : tokensIn(found)));
		}) ?? []];
	}
	async forget(job) {
		const folder = jobFolder(this.#root, job);
		const gone = `${folder}.gone`;
		await this.#tryInside(async () => {
			await rm(gone, {
				recursive: true,
				force: true
			});
			await rename(folder, gone);
			await rm(gone, {
				recursive: true,
				force: true
			});
			await rm(cancelledPath(folder), { force: true });
		});
	}
	async #makeTenantFolder(tenant) {
		try {
			await mkdir(tenantFolder(this.#root, tenant));
			await flushFolder(this.#root);
		} catch (error) {
			if (!isSystemError(error, "EEXIST")) throw error;
			if (!this.#tenants.has(tenant)) await flushFolder(this.#root);
		}
		this.#tenants.add(tenant);
	}
	/** The newest state of a transfer that can be read; undefined when none was written after its job. */
	async #newest(folder, names, transfer) {
		return newestOf$1(await this.#statesOf(folder, names, transfer));
	}
	/** Undefined for each that cannot be read. */
	#statesOf(folder, names, { id }) {
		return Promise.all(statesOf(names, id).map(({ name, revision }) => this.#read(join(folder, name), (json) => parseOwnTransfer(json, {
			id,
			revision
		}))));
	}
	async #partsOf(folder, transfer) {
		if (!("upload" in transfer.state)) return [];
		const { token } = transfer.state.upload;
		return await this.#read(partsPath(folder, transfer), (json) => parseParts(json, token)) ?? [];
	}
	/** Undefined when the file is not there, or is damaged. */
	async #read(path, parse) {
		try {
			return this.#documents.read(path, await readFile(path, "utf8"), parse);
		} catch (error) {
			if (isSystemError(error, "ENOENT")) return;
			throw error;
		}
	}
	#folderOf({ tenant, jobId }) {
		return jobFolder(this.#root, {
			tenant,
			jobId
		});
	}
	#draft(path) {
		return `${path}.${Buffer.from(this.#random.bytes(6)).toString("hex")}.draft`;
	}
	/** For what lies in a job's folder: without one the job is not in the journal, and there is nothing to do. */
	#tryInside(work) {
		return this.#try(async () => {
			try {
				return await work();
			} catch (error) {
				if (!isSystemError(error, "ENOENT")) throw error;
				await access(markerPath(this.#root));
				return;
			}
		});
	}
	async #try(work) {
		try {
			return await work();
		} catch (error) {
			throw toJournalError(this.#root, error);
		}
	}
};
async function exists(path) {
	return access(path).then(() => true, () => false);
}
// packages/journal/src/open-journal-directory.ts
/**
* A journal in a folder, which is made if it is not there. Several processes may open it, also from
* several machines, where the folder is shared and renames in it are atomic.
*
* @throws PenstockError `settings-invalid` for a folder that cannot be written, or that holds the
* journal of another version
*/
async function openJournalDirectory(root, { log, random }) {
	try {
		await mkdir(root, {
			recursive: true,
			mode: 448
		});
		await flushFolder(dirname(resolve(root)));
		const marker = markerPath(root);
		await checkVersion$1(marker);
		const draft = `${marker}.${Buffer.from(random.bytes(6)).toString("hex")}.draft`;
		await writeDurably(marker, formatMarker(), draft);
		await removeForgotten$1(root);
	} catch (error) {
		throw unusable$1(root, error);
	}
	return new JournalDirectory(root, {
		log,
		random
	});
}
async function checkVersion$1(marker) {
	try {
		checkMarker(await readFile(marker, "utf8"));
	} catch (error) {
		if (error instanceof DamagedDocument) throw new Error(`${marker}: ${error.message}`, { cause: error });
		if (!isSystemError(error, "ENOENT")) throw error;
	}
}
/** What a process that died while it forgot a job has left. */
async function removeForgotten$1(root) {
	for (const tenant of await tenantsIn(root)) {
		const folder = tenantFolder(root, tenant);
		const names = await readdir(folder);
		for (const gone of names.filter((name) => name.endsWith(".gone"))) await rm(join(folder, gone), {
			recursive: true,
			force: true
		});
	}
}
// packages/journal/src/journal-keys.ts
function markerKey(prefix) {
	return `${prefix}journal.json`;
}
function jobsBelow(prefix) {
	return `${prefix}jobs/`;
}
function transfersBelow(prefix) {
	return `${prefix}transfers/`;
}
function jobKey(prefix, job) {
	return jobsBelow(prefix) + pathOfJob(job);
}
function cancelledKey(prefix, job) {
	return jobKey(prefix, job) + CANCELLED;
}
/** What was written of a job's transfers is below. */
function transfersOf(prefix, job) {
	return `${transfersBelow(prefix)}${pathOfJob(job)}/`;
}
function transferKey(prefix, transfer) {
	return transfersOf(prefix, transfer) + transferName(transfer);
}
function uploadIdKey(prefix, upload) {
	const { tenant, jobId, transferId, token } = upload;
	const name = `${transferId}.${encodeURIComponent(token)}.upload.json`;
	return transfersOf(prefix, {
		tenant,
		jobId
	}) + name;
}
function partsKey(prefix, { tenant, jobId, id, generation }) {
	return `${transfersOf(prefix, {
		tenant,
		jobId
	})}${id}.${generation}.parts.json`;
}
/** The jobs that keys below `jobs/` say; what else lies there is left alone. */
function jobsIn(prefix, keys) {
	const paths = keys.map((key) => key.slice(jobsBelow(prefix).length).split("/"));
	return [...Map.groupBy(paths, ([tenant = ""]) => tenant)].flatMap(([name, found]) => {
		const tenant = tenantOf(name);
		return tenant === void 0 ? [] : entriesOf(tenant, found.map(([, ...rest]) => rest.join("/")));
	});
}
/** Where the job lies to which a key below `transfers/` belongs, or a mark that one was cancelled. */
function jobKeyOf(prefix, key) {
	if (!key.startsWith(transfersBelow(prefix))) return key.slice(0, -10);
	const [tenant, jobId] = key.slice(transfersBelow(prefix).length).split("/");
	return `${jobsBelow(prefix)}${tenant}/${jobId}`;
}
// packages/journal/src/journal-in-store.ts
/**
* The journal below a prefix of a bucket; `journal-keys.ts` shows what lies where. Every document is
* written once, but for the snapshots of parts and what is sent twice: that says the same.
*/
var JournalInStore = class {
	#place;
	#documents;
	constructor(place, log) {
		this.#place = place;
		this.#documents = new DocumentReader(log);
	}
	async writeJob(job, transfers) {
		const { objects, prefix } = this.#place;
		const key = jobKey(prefix, {
			tenant: job.tenant,
			jobId: job.id
		});
		await this.#try(() => objects.putIfAbsent(key, formatJob(job, transfers)));
	}
	async markCancelled(job) {
		const { objects, prefix } = this.#place;
		const key = cancelledKey(prefix, job);
		await this.#tryInside(job, () => objects.put(key, ""));
	}
	async writeTransfer(transfer) {
		const { objects, prefix } = this.#place;
		const key = transferKey(prefix, transfer);
		await this.#tryInside(transfer, () => objects.putIfAbsent(key, formatTransfer(transfer)));
	}
	async writeUploadId(upload) {
		const { objects, prefix } = this.#place;
		const key = uploadIdKey(prefix, upload);
		await this.#tryInside(upload, () => objects.putIfAbsent(key, formatUploadId(upload)));
	}
	uploadIdOf(upload) {
		const key = uploadIdKey(this.#place.prefix, upload);
		return this.#try(() => this.#read(key, (json) => parseUploadId(json, upload.token)));
	}
	async writeParts(transfer, parts) {
		if (!("upload" in transfer.state)) throw new RangeError(`a transfer that is ${transfer.state.kind} has no parts`);
		const { objects, prefix } = this.#place;
		const key = partsKey(prefix, transfer);
		const text = formatParts(transfer.state.upload.token, parts);
		await this.#tryInside(transfer, () => objects.put(key, text));
	}
	jobs() {
		const { objects, prefix } = this.#place;
		return this.#try(async () => jobsIn(prefix, await listed(objects, jobsBelow(prefix))));
	}
	readJob(job) {
		const { prefix } = this.#place;
		const key = jobKey(prefix, job);
		return this.#try(async () => {
			const accepted = await this.#read(key, (json) => parseOwnJob(json, job));
			if (accepted === void 0) return;
			const names = await this.#namesOf(job, "");
			const transfers = await Promise.all(accepted.transfers.map(async (transfer) => await this.#newest(transfer, names) ?? transfer));
			const later = (await Promise.all(listedLater(names, accepted.transfers).map((id) => this.#newest({
				...job,
				id
			}, names)))).filter((transfer) => transfer !== void 0);
			return {
				job: accepted.job,
				transfers: [...transfers, ...later]
			};
		});
	}
	readTransfer(transfer) {
		return this.#try(async () => {
			const names = await this.#namesOf(transfer, `${transfer.id}.`);
			const newest = await this.#newest(transfer, names);
			if (newest !== void 0) return {
				transfer: newest,
				parts: await this.#partsOf(newest)
			};
			const { objects, prefix } = this.#place;
			return await objects.get(jobKey(prefix, transfer)) !== void 0 ? {
				transfer: void 0,
				parts: []
			} : void 0;
		});
	}
	tokensOf(transfer) {
		return this.#try(async () => {
			const names = await this.#namesOf(transfer, `${transfer.id}.`);
			const written = await Promise.all(statesOf(names, transfer.id).map((state) => this.#readState(transfer, state)));
			return [...new Set(written.flatMap((found) => found === void 0 ? [] : tokensIn(found)))];
		});
	}
	async forget(job) {
		const { objects, prefix } = this.#place;
		const key = jobKey(prefix, job);
		await this.#try(async () => {
			await objects.delete(key);
			await objects.delete(cancelledKey(prefix, job));
			for (const left of await listed(objects, transfersOf(prefix, job))) await objects.delete(left);
		});
	}
	/** Of what was written of a job's transfers, without the place that they share. */
	async #namesOf({ tenant, jobId }, start) {
		const { objects, prefix } = this.#place;
		const place = transfersOf(prefix, {
			tenant,
			jobId
		});
		return (await listed(objects, place + start)).map((key) => key.slice(place.length));
	}
	/** The newest state of a transfer that can be read; undefined when none was written after its job. */
	async #newest(transfer, names) {
		return newestOf$1(await Promise.all(statesOf(names, transfer.id).map((state) => this.#readState(transfer, state))));
	}
	#readState(transfer, { name, revision }) {
		const { id } = transfer;
		const key = transfersOf(this.#place.prefix, transfer) + name;
		return this.#read(key, (json) => parseOwnTransfer(json, {
			id,
			revision
		}));
	}
	async #partsOf(transfer) {
		if (!("upload" in transfer.state)) return [];
		const { token } = transfer.state.upload;
		const key = partsKey(this.#place.prefix, transfer);
		return await this.#read(key, (json) => parseParts(json, token)) ?? [];
	}
	/** Undefined when the object is not there, or is damaged. */
	async #read(key, parse) {
		const text = await this.#place.objects.get(key);
		return text === void 0 ? void 0 : this.#documents.read(key, text, parse);
	}
	/** For what belongs to a job: of one that is not in the journal nothing is written. */
	#tryInside({ tenant, jobId }, write) {
		const { objects, prefix } = this.#place;
		const key = jobKey(prefix, {
			tenant,
			jobId
		});
		return this.#try(async () => {
			if (await objects.get(key) !== void 0) await write();
		});
	}
	async #try(work) {
		try {
			return await work();
		} catch (error) {
			throw toUnavailable(this.#place.name, error);
		}
	}
};
/** All of them: an entry for each of ten thousand jobs takes ten requests. */
async function listed(objects, prefix) {
	const keys = [];
	for await (const key of objects.list(prefix)) keys.push(key);
	return keys;
}
// packages/journal/src/open-journal-in-store.ts
const FIRST_PAUSE_MS = 500;
const PAUSE_MS = 5e3;
/**
* A journal below a prefix of a bucket. Any number of processes may open it. Writing, reading, listing
* and deleting are tried once, so that missing rights show at start. A store that is away is waited for,
* as Redis is; the caller's `pause` says how.
*
* @throws PenstockError `settings-invalid` for a bucket that cannot be used so, or that holds the
* journal of another version
*/
async function openJournalInStore(place, { log, pause }) {
	for (let isFirst = true; !await isUsable(place, log); isFirst = false) await pause(isFirst ? FIRST_PAUSE_MS : PAUSE_MS);
	return new JournalInStore(place, log);
}
/** False while it is only to be waited for. */
async function isUsable(place, log) {
	try {
		await checkVersion(place);
		await removeForgotten(place);
		return true;
	} catch (error) {
		if (!passesByItself(error)) throw unusable$1(place.name, error);
		log.error({
			code: error.code,
			reason: error.message
		}, `the journal (PENSTOCK_JOURNAL) in ${place.name} cannot be used; retrying until it can, and not ready before`);
		return false;
	}
}
async function checkVersion({ objects, prefix }) {
	const marker = markerKey(prefix);
	const text = await objects.get(marker);
	try {
		if (text !== void 0) checkMarker(text);
	} catch (error) {
		throw error instanceof DamagedDocument ? new Error(`${marker}: ${error.message}`, { cause: error }) : error;
	}
	await objects.put(marker, formatMarker());
	await objects.delete(`${marker}.draft`);
}
/** What a process left that died while it forgot a job, and what was written about the job since then. */
async function removeForgotten({ objects, prefix }) {
	const written = await listed(objects, transfersBelow(prefix));
	const jobs = await listed(objects, jobsBelow(prefix));
	const known = new Set(jobs);
	const left = [...written, ...jobs.filter((key) => key.endsWith(CANCELLED))].filter((key) => !known.has(jobKeyOf(prefix, key)));
	for (const key of left) if (await objects.get(jobKeyOf(prefix, key)) === void 0) await objects.delete(key);
}
// packages/journal/src/open-journal.ts
/** As PENSTOCK_JOURNAL names it, for the line `ready`. */
function nameOfJournal(place) {
	if (place === void 0) return "none";
	return place.kind === "folder" ? place.path : `${place.connection}:${place.prefix}`;
}
/**
* The journal where a setting says; undefined where it says nothing. A store that is away is waited for.
*
* @throws PenstockError `settings-invalid` for a place that cannot hold one
*/
async function openJournal(place, options) {
	if (place === void 0) return;
	if (place.kind === "folder") return openJournalDirectory(place.path, options);
	const { connection, prefix } = place;
	return openJournalInStore({
		objects: objectsOf(place, options.connections),
		prefix,
		name: `${connection}:${prefix}`
	}, options);
}
/** @throws PenstockError `settings-invalid` for a connection that keeps no documents */
function objectsOf({ connection, prefix }, connections) {
	const name = `${connection}:${prefix}`;
	try {
		return connections.documentStore(connection);
	} catch (error) {
		throw unusable$1(name, error, `; a folder of that name is written ./${name}`);
	}
}
// packages/journal/src/open-documents.ts
/**
* One kind of documents of a journal; undefined where there is no journal.
*
* @throws PenstockError `settings-invalid` for a place that cannot hold one
*/
function openDocuments(place, { random, connections }, below) {
	if (place === void 0) return;
	if (place.kind === "folder") return documentsInFolder(place.path, below, random);
	const { connection, prefix } = place;
	return documentsInStore({
		objects: objectsOf(place, connections),
		prefix,
		name: `${connection}:${prefix}`
	}, below);
}
// packages/journal/src/archive/archive-paths.ts
const ARCHIVE_PLACE = {
	prefix: "finished/",
	folder: "finished.d/"
};
function groupPath(tenant, group) {
	return `${encodeTenant(tenant)}/${group}/`;
}
function segmentPath$1(segment) {
	const day = new Date(segment.endedAtMs).toISOString().slice(0, 10);
	return `${groupPath(segment.tenant, segment.group)}${day}/${segmentName(segment)}.ndjson`;
}
/** Undefined for a path that no segment is kept at. */
function segmentOf(path) {
	const [, name = "", group = "", place = ""] = /^([^/]+)\/(recent|succeeded|failed|expired)\/\d{4}-\d\d-\d\d\/([0-9a-z]{15})\.ndjson$/.exec(path) ?? [];
	const tenant = tenantOf(name);
	const segment = tenant === void 0 ? void 0 : segmentAt(tenant, group.slice(0, 1) + place);
	return segment !== void 0 && segmentPath$1(segment) === path ? segment : void 0;
}
// packages/journal/src/archive/archive-lines.ts
const VERSION$2 = 1;
const line = looseObject({
	id: string().refine(isJobId, "not the id of a job"),
	v: literal(VERSION$2, { error: "it was written by another version" }),
	record: looseObject({
		job: looseObject({
			id: string(),
			tenant: string(),
			name: string(),
			labels: record(string(), string()),
			createdAtMs: number()
		}),
		counts: looseObject({ listed: number() }),
		progress: looseObject({}),
		isCancelled: boolean(),
		finishedAtMs: number()
	}),
	from: number().default(0),
	transfers: array(looseObject({
		transfer: looseObject({
			id: string().refine(isTransferId, "not the id of a transfer"),
			state: looseObject({ kind: string() })
		}),
		failures: array(looseObject({})),
		receipt: looseObject({ v: literal(1) }).optional()
	}))
});
/** The id comes first, so that a line can be found without reading the others. */
function formatLine({ record, from, transfers }) {
	return JSON.stringify({
		id: record.job.id,
		v: VERSION$2,
		record,
		from,
		transfers
	});
}
function isLineOf(text, jobId) {
	return text.startsWith(`{"id":"${jobId}"`);
}
/** @throws DamagedDocument */
function parseLine(text) {
	let document;
	try {
		document = JSON.parse(text);
	} catch (error) {
		throw new DamagedDocument("it is no JSON", { cause: error });
	}
	const parsed = line.safeParse(document);
	if (!parsed.success) {
		const [issue] = parsed.error.issues;
		throw new DamagedDocument(`${issue?.path.join(".") || "it"}: ${issue?.message}`);
	}
	const { record, from, transfers } = parsed.data;
	return {
		record,
		from,
		transfers
	};
}
// packages/journal/src/archive/job-archive-in-journal.ts
/** Finished jobs in a journal, whatever it lies in; `archive-paths.ts` shows what lies where. */
var JobArchiveInJournal = class {
	#place;
	#documents;
	constructor(place, documents) {
		this.#place = place;
		this.#documents = documents;
	}
	async write(segment, jobs) {
		const text = jobs.map((job) => `${formatLine(job)}\n`).join("");
		await this.#place.put(segmentPath$1(segment), text);
	}
	async read(segment, jobIds) {
		const path = segmentPath$1(segment);
		return (await this.#place.get(path) ?? "").split("\n").flatMap((line, index) => {
			const isWanted = jobIds === void 0 ? line !== "" : jobIds.some((id) => isLineOf(line, id));
			const place = `${path}:${index + 1}`;
			const job = isWanted ? this.#documents.read(place, line, parseLine) : void 0;
			return job === void 0 ? [] : [job];
		});
	}
	async *segments(tenant, group) {
		for await (const path of this.#place.list(groupPath(tenant, group))) {
			const segment = segmentOf(path);
			if (segment !== void 0) yield segment;
		}
	}
	remove(segment) {
		return this.#place.delete(segmentPath$1(segment));
	}
	async tenants() {
		const names = /* @__PURE__ */ new Set();
		for await (const path of this.#place.list("")) names.add(path.split("/", 1)[0] ?? "");
		return [...names].map(tenantOf).filter((tenant) => tenant !== void 0);
	}
};
// packages/journal/src/archive/open-job-archive.ts
/**
* The finished jobs of a journal that `openJournal` opened; undefined where there is no journal.
*
* @throws PenstockError `settings-invalid` for a place that cannot hold one
*/
function openJobArchive(place, options) {
	const documents = openDocuments(place, options, ARCHIVE_PLACE);
	return documents && new JobArchiveInJournal(documents, new DocumentReader(options.log));
}
// packages/journal/src/configuration/config-paths.ts
const CONFIG_FOLDER = "config.d";
function configBelow(prefix) {
	return `${prefix}config/`;
}
/** Below the folder, or the prefix. */
function recordPath({ kind, name, revision }) {
	return `${kind}/${recordFile({
		name,
		revision
	})}`;
}
function recordFile({ name, revision }) {
	return `${name}.${revision}.json`;
}
/** Undefined for a path that no document is kept at. */
function revisionAt(path) {
	const [, kind = "", name = "", revision = ""] = /^([^/]+)\/([^/]+)\.([1-9]\d{0,14})\.json$/.exec(path) ?? [];
	return isConfigKind(kind) && isConfigName(name) ? {
		kind,
		name,
		revision: Number(revision)
	} : void 0;
}
/** The newest of each document. */
function newestRevisions(paths) {
	const newest = /* @__PURE__ */ new Map();
	for (const path of paths) {
		const found = revisionAt(path);
		const known = found && newest.get(nameOf(found));
		if (found !== void 0 && (known === void 0 || known.revision < found.revision)) newest.set(nameOf(found), found);
	}
	return [...newest.values()];
}
function nameOf({ kind, name }) {
	return `${kind}/${name}`;
}
// packages/journal/src/configuration/config-records.ts
const VERSION$1 = 1;
const recordDocument = looseObject({
	v: literal(VERSION$1, { error: "it was written by another version" }),
	kind: string(),
	name: string(),
	revision: int().positive(),
	changedAtMs: number(),
	value: record(string(), unknown()).nullable()
});
function formatRecord(record) {
	return JSON.stringify({
		v: VERSION$1,
		...record
	});
}
/** @throws DamagedDocument for what is not the record that its name says */
function parseRecord(json, expected) {
	let value;
	try {
		value = JSON.parse(json);
	} catch (cause) {
		throw new DamagedDocument("it is not JSON", { cause });
	}
	const parsed = recordDocument.safeParse(value);
	if (!parsed.success) throw new DamagedDocument(prettifyError(parsed.error));
	const { v: _v, ...record } = parsed.data;
	const { kind, name, revision } = record;
	if (recordPath({
		kind,
		name,
		revision
	}) !== recordPath(expected)) throw new DamagedDocument(`it holds ${recordPath(record)}, not what its name says`);
	return record;
}
/** A record that cannot be read counts as deleted, so that the document can be written anew. */
function unreadable(revision) {
	return {
		...revision,
		changedAtMs: 0,
		value: null
	};
}
/** The newest revision of one document among paths, 0 where there is none. */
function newestOf(paths, { kind, name }) {
	return newestRevisions(paths).find((each) => each.kind === kind && each.name === name)?.revision ?? 0;
}
// packages/journal/src/configuration/config-journal-directory.ts
/** Each look finds another revision only when the document is changed between two calls. */
const LOOKS$1 = 20;
/**
* Configuration in the folder of a journal; `config-paths.ts` shows what lies where. A revision is a file
* that is made under its name once: of many that make it at once, the file system lets one succeed.
*/
var ConfigJournalDirectory = class {
	#root;
	#folder;
	#documents;
	#random;
	constructor(root, tools) {
		this.#root = root;
		this.#folder = join(root, CONFIG_FOLDER);
		this.#documents = tools.documents;
		this.#random = tools.random;
	}
	revisions() {
		return this.#try(async () => {
			const kinds = await this.#namesIn(this.#folder);
			return newestRevisions((await Promise.all(kinds.map((kind) => this.#pathsOf(kind)))).flat());
		});
	}
	newest(name) {
		return this.#try(async () => {
			for (let look = 0; look < LOOKS$1; look += 1) {
				const revision = newestOf(await this.#pathsOf(name.kind), name);
				if (revision === 0) return;
				const record = await this.#read({
					kind: name.kind,
					name: name.name,
					revision
				});
				if (record !== void 0) return record;
			}
			throw new Error(`${name.kind}/${name.name} changes faster than it can be read`);
		});
	}
	append(record) {
		return this.#try(async () => {
			const { kind, name, revision } = record;
			const folder = join(this.#folder, kind);
			await this.#makeFolder(folder);
			if (newestOf(await this.#pathsOf(kind), record) >= revision || !await this.#create(folder, record)) return false;
			const paths = await this.#pathsOf(kind);
			if (newestOf(paths, record) > revision) {
				await rm(join(folder, recordFile(record)), { force: true });
				return false;
			}
			await this.#removeOlder(paths, {
				kind,
				name,
				revision
			});
			return true;
		});
	}
	async #create(folder, record) {
		const path = join(folder, recordFile(record));
		const draft = `${path}.${Buffer.from(this.#random.bytes(6)).toString("hex")}.draft`;
		return await createDurably(path, formatRecord(record), draft);
	}
	async #removeOlder(paths, kept) {
		for (const path of paths) {
			const [found] = newestRevisions([path]);
			if (found?.name === kept.name && found.revision < kept.revision) await rm(join(this.#folder, recordPath(found)), { force: true });
		}
	}
	/** Undefined when the file is not there. */
	async #read(revision) {
		const path = join(this.#folder, recordPath(revision));
		try {
			const text = await readFile(path, "utf8");
			const parse = (json) => parseRecord(json, revision);
			return this.#documents.read(path, text, parse) ?? unreadable(revision);
		} catch (error) {
			if (isSystemError(error, "ENOENT")) return;
			throw error;
		}
	}
	async #pathsOf(kind) {
		return (await this.#namesIn(join(this.#folder, kind))).map((name) => `${kind}/${name}`);
	}
	/** A folder that was never made has none; a disk that is not mounted must not look the same. */
	async #namesIn(folder) {
		try {
			return await readdir(folder);
		} catch (error) {
			if (!isSystemError(error, "ENOENT", "ENOTDIR")) throw error;
			await access(markerPath(this.#root));
			return [];
		}
	}
	async #makeFolder(folder) {
		await access(markerPath(this.#root));
		await mkdir(folder, { recursive: true });
		await flushFolder(this.#folder);
		await flushFolder(this.#root);
	}
	async #try(work) {
		try {
			return await work();
		} catch (error) {
			throw toJournalError(this.#root, error);
		}
	}
};
// packages/journal/src/configuration/config-journal-in-store.ts
/** Each look finds another revision only when the document is changed between two calls. */
const LOOKS = 20;
/**
* Configuration below the prefix of a journal; `config-paths.ts` shows what lies where. A revision is an
* object that is written once, on the condition that it is not there. Where a store does not know the
* condition, the copy in Redis lets one process write a document at a time.
*/
var ConfigJournalInStore = class {
	#place;
	#documents;
	constructor(place, documents) {
		this.#place = place;
		this.#documents = documents;
	}
	revisions() {
		return this.#try(async () => newestRevisions(await this.#pathsBelow("")));
	}
	newest(name) {
		return this.#try(async () => {
			for (let look = 0; look < LOOKS; look += 1) {
				const revision = newestOf(await this.#pathsOf(name), name);
				if (revision === 0) return;
				const record = await this.#read({
					kind: name.kind,
					name: name.name,
					revision
				});
				if (record !== void 0) return record;
			}
			throw new Error(`${name.kind}/${name.name} changes faster than it can be read`);
		});
	}
	append(record) {
		return this.#try(async () => {
			const { objects } = this.#place;
			if (newestOf(await this.#pathsOf(record), record) >= record.revision) return false;
			const key = this.#keyOf(record);
			const text = formatRecord(record);
			await objects.putIfAbsent(key, text);
			if (await objects.get(key) !== text) return false;
			const paths = await this.#pathsOf(record);
			if (newestOf(paths, record) > record.revision) {
				await objects.delete(key);
				return false;
			}
			for (const path of paths) {
				const [found] = newestRevisions([path]);
				if (found?.name === record.name && found.revision < record.revision) await objects.delete(this.#keyOf(found));
			}
			return true;
		});
	}
	/** Undefined when the object is not there. */
	async #read(revision) {
		const key = this.#keyOf(revision);
		const text = await this.#place.objects.get(key);
		if (text === void 0) return;
		const parse = (json) => parseRecord(json, revision);
		return this.#documents.read(key, text, parse) ?? unreadable(revision);
	}
	#pathsOf({ kind, name }) {
		return this.#pathsBelow(`${kind}/${name}.`);
	}
	async #pathsBelow(start) {
		const { objects, prefix } = this.#place;
		const place = configBelow(prefix);
		return (await listed(objects, place + start)).map((key) => key.slice(place.length));
	}
	#keyOf(revision) {
		return configBelow(this.#place.prefix) + recordPath(revision);
	}
	async #try(work) {
		try {
			return await work();
		} catch (error) {
			throw toUnavailable(this.#place.name, error);
		}
	}
};
// packages/journal/src/configuration/open-config-journal.ts
/**
* The configuration in a journal that `openJournal` opened; undefined where there is no journal.
*
* @throws PenstockError `settings-invalid` for a place that cannot hold one
*/
function openConfigJournal(place, options) {
	if (place === void 0) return;
	const documents = new DocumentReader(options.log);
	if (place.kind === "folder") return new ConfigJournalDirectory(place.path, {
		documents,
		random: options.random
	});
	const objects = objectsOf(place, options.connections);
	const name = `${place.connection}:${place.prefix}`;
	return new ConfigJournalInStore({
		objects,
		prefix: place.prefix,
		name
	}, documents);
}
// packages/journal/src/journal-health.ts
/** In a store each trial is two requests that cost money. */
const TRY_EVERY_MS = {
	folder: 5e3,
	store: 6e4
};
/** A file system has room for some bytes longer than for a block. */
const TRIAL_BYTES = 8192;
/**
* Why the journal cannot be written now, for readiness checks: tried by a write, a flush and a delete, and
* no oftener than every few seconds. An outage is logged when it is found, and when it is over.
*/
function watchJournal(place, { log, random, connections, nowMs = () => performance.now() }) {
	if (place === void 0) return async () => [];
	let triedAtMs = Number.NEGATIVE_INFINITY;
	let reason;
	return async () => {
		if (nowMs() - triedAtMs >= TRY_EVERY_MS[place.kind]) {
			triedAtMs = nowMs();
			const found = await tryToWrite(place, random, connections);
			if (found !== void 0 && reason === void 0) log.error({ reason: found }, "no job can be accepted: the journal cannot be written");
			else if (found === void 0 && reason !== void 0) log.info({}, "the journal can be written again");
			reason = found;
		}
		return reason === void 0 ? [] : [reason];
	};
}
async function tryToWrite(place, random, connections) {
	const name = `trial-${Buffer.from(random.bytes(6)).toString("hex")}.draft`;
	try {
		if (place.kind === "folder") await tryInFolder(place.path, name);
		else {
			const objects = connections.documentStore(place.connection);
			await objects.put(`${place.prefix}${name}`, name);
			await objects.delete(`${place.prefix}${name}`);
		}
		return;
	} catch (error) {
		const reported = place.kind === "folder" ? toJournalError(place.path, error) : toUnavailable(`${place.connection}:${place.prefix}`, error);
		return reported instanceof Error ? reported.message : "the journal cannot be used now";
	}
}
/** In a folder of its own, which cannot be taken for a tenant's or a job's. */
async function tryInFolder(root, name) {
	const path = `${root}/${name}`;
	await access(markerPath(root));
	await mkdir(path);
	try {
		await writeDurably(`${path}/trial`, "x".repeat(TRIAL_BYTES), `${path}/draft`);
	} finally {
		await rm(path, {
			recursive: true,
			force: true
		});
	}
}
// packages/journal/src/rows/row-documents.ts
const VERSION = 1;
const version = literal(VERSION, { error: "it was written by another version" });
const whole = int().nonnegative();
const epoch = int().positive();
const amounts = {
	counts: object({
		stored: whole,
		skipped: whole,
		failed: whole,
		aborted: whole
	}),
	coveredBytes: whole,
	extra: whole
};
const sha256 = string().regex(/^[0-9a-f]{64}$/, "not a SHA-256 in hex");
/** Whatever it is: a later version may write more of them. */
const code = string().exactOptional();
const transferId = string().refine(isTransferId, "not the id of a transfer");
const headDocument = object({
	v: version,
	head: object({
		epoch,
		number: whole,
		batches: array(object({
			number: whole,
			range: object({
				after: string(),
				to: string()
			}),
			...amounts
		})),
		transfers: array(transferId),
		...amounts,
		rows: whole,
		trouble: array(object({
			outcome: _enum([...COPY_OUTCOMES, ...CHECK_OUTCOMES]),
			code,
			rows: whole
		})),
		rowsSha256: sha256,
		troubleSha256: sha256
	})
});
const recoveryDocument = object({
	v: version,
	recovery: object({
		epoch,
		accepted: array(object({
			epoch,
			number: whole
		})),
		isFinal: literal(true).exactOptional()
	})
});
function formatHead(head) {
	return JSON.stringify({
		v: VERSION,
		head
	});
}
/** @throws DamagedDocument, as all of them */
function parseHead(json) {
	return parseDocument(headDocument, json).head;
}
function formatRecovery(recovery) {
	return JSON.stringify({
		v: VERSION,
		recovery
	});
}
function parseRecovery(json) {
	return parseDocument(recoveryDocument, json).recovery;
}
// packages/journal/src/rows/row-paths.ts
const ROWS_PLACE = {
	prefix: "rows/",
	folder: "rows.d/"
};
/** All that is kept of the rows of a job. */
function rowsPath(job) {
	return `${pathOfJob(job)}/`;
}
function segmentRowsPath(job, head, which) {
	return `${`${segmentPath(job, head)}-${head.rowsSha256.slice(0, 16)}`}${which === "all" ? "" : ".trouble"}.jsonl.gz`;
}
function headPath(job, segment) {
	return `${segmentPath(job, segment)}.head.json`;
}
function recoveryPath(job, epoch) {
	return `${rowsPath(job)}recovery-${epoch}.json`;
}
/** Undefined for the path of anything else. */
function headAt(job, path) {
	const [, epoch, number] = /^([1-9]\d*)-(\d+)\.head\.json$/.exec(nameIn(job, path)) ?? [];
	return epoch === void 0 ? void 0 : {
		epoch: Number(epoch),
		number: Number(number)
	};
}
/** The epoch; undefined for the path of anything else. */
function recoveryAt(job, path) {
	const [, epoch] = /^recovery-([1-9]\d*)\.json$/.exec(nameIn(job, path)) ?? [];
	return epoch === void 0 ? void 0 : Number(epoch);
}
function nameIn(job, path) {
	return path.slice(rowsPath(job).length);
}
function segmentPath(job, { epoch, number }) {
	return `${rowsPath(job)}${epoch}-${number}`;
}
// packages/journal/src/rows/row-archive-in-journal.ts
/** A job of a hundred million objects has six thousand heads, each of them a request. */
const AT_ONCE = 32;
/** Rows of bulk jobs in a journal, whatever it lies in; `row-paths.ts` shows what lies where. */
var RowArchiveInJournal = class {
	#place;
	constructor(place) {
		this.#place = place;
	}
	async write(job, head, { rows, troubleRows }) {
		const path = headPath(job, head);
		const text = formatHead(head);
		const there = await this.#place.get(path);
		if (there !== void 0) return there === text;
		const contents = [{
			which: "all",
			bytes: Buffer.concat(rows)
		}, {
			which: "trouble",
			bytes: Buffer.concat(troubleRows)
		}];
		await Promise.all(contents.filter(({ bytes }) => bytes.length > 0).map(({ which, bytes }) => this.#place.put(segmentRowsPath(job, head, which), bytes)));
		await this.#place.putIfAbsent(path, text);
		return await this.#place.get(path) === text;
	}
	async heads(job) {
		const segments = await this.#found(job, headAt);
		segments.sort((one, other) => one.epoch - other.epoch || one.number - other.number);
		const heads = [];
		for (let from = 0; from < segments.length; from += AT_ONCE) {
			const some = segments.slice(from, from + AT_ONCE);
			const read = await Promise.all(some.map((segment) => this.#head(job, segment)));
			heads.push(...read.filter((head) => head !== void 0));
		}
		return heads;
	}
	async *read(job, segment, which) {
		const head = await this.#head(job, segment);
		if (head === void 0) throw unusable(headPath(job, segment), "it is not there");
		const path = segmentRowsPath(job, head, which);
		const bytes = await this.#place.getBytes(path) ?? /* @__PURE__ */ new Uint8Array();
		const expected = which === "all" ? head.rowsSha256 : head.troubleSha256;
		if (createHash("sha256").update(bytes).digest("hex") !== expected) throw unusable(path, "it is not what the head of its segment says");
		yield bytes;
	}
	async recovery(job) {
		const epochs = await this.#found(job, recoveryAt);
		return epochs.length === 0 ? void 0 : await this.#decided(job, Math.max(...epochs));
	}
	async decide(job, recovery) {
		await this.#place.putIfAbsent(recoveryPath(job, recovery.epoch), formatRecovery(recovery));
		return await this.#decided(job, recovery.epoch) ?? recovery;
	}
	async remove(job) {
		const paths = [];
		for await (const path of this.#place.list(rowsPath(job))) paths.push(path);
		const isHead = (path) => headAt(job, path) !== void 0;
		for (const some of [paths.filter(isHead), paths.filter((each) => !isHead(each))]) for (let from = 0; from < some.length; from += AT_ONCE) {
			const few = some.slice(from, from + AT_ONCE);
			await Promise.all(few.map((path) => this.#place.delete(path)));
		}
	}
	async #found(job, at) {
		const found = [];
		for await (const path of this.#place.list(rowsPath(job))) {
			const value = at(job, path);
			if (value !== void 0) found.push(value);
		}
		return found;
	}
	/** Undefined where it is not there. */
	async #head(job, segment) {
		const path = headPath(job, segment);
		const head = await this.#read(path, parseHead);
		if (head !== void 0 && (head.epoch !== segment.epoch || head.number !== segment.number)) throw unusable(path, "it is the head of another segment");
		return head;
	}
	#decided(job, epoch) {
		return this.#read(recoveryPath(job, epoch), parseRecovery);
	}
	async #read(path, parse) {
		const text = await this.#place.get(path);
		try {
			return text === void 0 ? void 0 : parse(text);
		} catch (error) {
			throw error instanceof DamagedDocument ? unusable(path, error.message) : error;
		}
	}
};
/** Never left out: a segment that cannot be read holds rows that nothing else has. */
function unusable(path, problem) {
	return new PenstockError("journal-unavailable", `rows of a job cannot be read at ${path} in the journal: ${problem}; restore it from a copy of the journal`);
}
// packages/journal/src/rows/open-row-archive.ts
/**
* The rows of bulk jobs in a journal that `openJournal` opened; undefined where there is no journal.
*
* @throws PenstockError `settings-invalid` for a place that cannot hold one
*/
function openRowArchive(place, options) {
	const documents = openDocuments(place, options, ROWS_PLACE);
	return documents && new RowArchiveInJournal(documents);
}
export { nameOfJournal as a, openJobArchive as i, watchJournal as n, openJournal as o, openConfigJournal as r, openRowArchive as t };
