import { D as schedulePage, E as previewView, G as receiptPage, H as connectionPage, J as jobView, L as planView, M as errorsView, N as retryView, O as scheduleRunPage, R as abortOrphansView, U as connectionTestView, W as bulkReceiptV1, X as transferPage, Y as problem, Z as workerPage, k as scheduleView, q as jobPage, z as openUploadPage } from "./src-DiZFaV3F.js";
import { setTimeout } from "node:timers/promises";
// packages/client/src/api-problem.ts
/** The API refused: `problem.code` says why, from the error catalogue. */
var ApiProblem = class extends Error {
	name = "ApiProblem";
	problem;
	constructor(problem) {
		super(describe(problem));
		this.problem = problem;
	}
};
/** No usable response: no server listens, the connection broke, or it is not Penstock that answers. */
var ApiUnreachable = class extends Error {
	name = "ApiUnreachable";
	url;
	constructor(url, reason, options = {}) {
		super(`no response from Penstock at ${url}: ${reason}`, options);
		this.url = url;
	}
};
function describe({ title, detail, errors = [] }) {
	if (errors.length === 0) return detail || title;
	return [title, ...errors.map(({ pointer, parameter, message }) => `${parameter ?? (pointer || "all of it")}: ${message}`)].join("\n  ");
}
// packages/client/src/http-call.ts
/** An API on this machine or in this cluster answers in milliseconds; it gives up itself after 15 s. */
const RESPONSE_LIMIT_MS = 2e4;
/**
* One request, its response parsed.
*
* @throws ApiProblem when the API refuses, ApiUnreachable when there is no usable response
*/
async function callApi(baseUrl, { method, path, body, limitMs = RESPONSE_LIMIT_MS }, schema, signal) {
	const url = baseUrl.replace(/\/+$/, "");
	const limit = AbortSignal.timeout(limitMs);
	const { status, text } = await exchange(url + path, {
		method,
		signal: signal === void 0 ? limit : AbortSignal.any([signal, limit]),
		...body !== void 0 && {
			body: JSON.stringify(body),
			headers: { "content-type": "application/json" }
		}
	}).catch((error) => {
		signal?.throwIfAborted();
		throw new ApiUnreachable(url, reasonOf(error, limitMs), { cause: error });
	});
	const response = parseJson(text);
	if (status >= 400) {
		const refused = problem.safeParse(response);
		throw refused.success ? new ApiProblem(refused.data) : new ApiUnreachable(url, `it answered ${status} in a form that Penstock does not use`);
	}
	const parsed = schema.safeParse(response);
	if (!parsed.success) throw new ApiUnreachable(url, `its response to ${method} ${path} is not what this version reads`);
	return parsed.data;
}
async function exchange(url, init) {
	const response = await fetch(url, init);
	return {
		status: response.status,
		text: await response.text()
	};
}
function parseJson(text) {
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}
/** `fetch failed` says nothing; its cause names the socket's error. */
function reasonOf(error, limitMs) {
	if (!(error instanceof Error)) return "the request failed";
	if (error.name === "TimeoutError") return `it took more than ${limitMs / 1e3} s`;
	const { cause } = error;
	if (cause instanceof Error) return "code" in cause && typeof cause.code === "string" ? cause.code : cause.message;
	return error.message;
}
// packages/client/src/report-stream.ts
/** However long it takes: rows are sent as they are taken. */
async function streamReport(baseUrl, path, signal) {
	const url = baseUrl.replace(/\/+$/, "");
	const response = await fetch(url + path, signal === void 0 ? {} : { signal }).catch((cause) => {
		signal?.throwIfAborted();
		throw new ApiUnreachable(url, "the request failed", { cause });
	});
	if (response.status >= 400) {
		const refused = problem.safeParse(await response.json().catch(() => void 0));
		throw refused.success ? new ApiProblem(refused.data) : new ApiUnreachable(url, `it answered ${response.status} in a form that is not Penstock's`);
	}
	const state = response.headers.get("penstock-report");
	if (state === null) throw new ApiUnreachable(url, `its response to GET ${path} is not what this version reads`);
	return {
		isComplete: state === "complete",
		chunks: chunksOf(url, response, signal)
	};
}
async function* chunksOf(url, { body }, signal) {
	try {
		yield* body ?? [];
	} catch (error) {
		signal?.throwIfAborted();
		throw cutOff(url, error);
	}
}
function cutOff(url, cause) {
	return new ApiUnreachable(url, "the report was cut off, what came of it is not whole", { cause });
}
// packages/client/src/client.ts
const ENDED = [
	"succeeded",
	"completed_with_errors",
	"failed",
	"cancelled"
];
/** The API ends within a minute what asks a store many times. */
const STORE_LIMIT_MS = 75e3;
const DEFAULT_INTERVAL_MS = 500;
/** How long an API may be away: long enough to be restarted. */
const MAX_AWAY_MS = 3e4;
/** A typed client of the HTTP API. It holds no connection and needs no closing. */
function createClient({ baseUrl }) {
	const job = (id) => `/v1/jobs/${encodeURIComponent(id)}`;
	const get = (path) => ({
		method: "GET",
		path
	});
	const post = (path, body) => ({
		method: "POST",
		path,
		body
	});
	const client = {
		submitJob: (request, signal) => callApi(baseUrl, post("/v1/jobs", request), jobView, signal),
		readJob: (id, signal) => callApi(baseUrl, get(job(id)), jobView, signal),
		listJobs: (query, signal) => callApi(baseUrl, get(`/v1/jobs${queryOf(query)}`), jobPage, signal),
		cancelJob: (id, signal) => callApi(baseUrl, post(`${job(id)}:cancel`), jobView, signal),
		planJob: (request, signal) => {
			return callApi(baseUrl, {
				...post("/v1/jobs:plan", request),
				limitMs: STORE_LIMIT_MS
			}, planView, signal);
		},
		pauseJob: (id, signal) => callApi(baseUrl, post(`${job(id)}:pause`), jobView, signal),
		resumeJob: (id, signal) => callApi(baseUrl, post(`${job(id)}:resume`), jobView, signal),
		retryJob: (id, request, signal) => {
			return callApi(baseUrl, {
				...post(`${job(id)}:retry`, request ?? {}),
				limitMs: STORE_LIMIT_MS
			}, retryView, signal);
		},
		listErrors: (id, signal) => callApi(baseUrl, get(`${job(id)}/errors`), errorsView, signal),
		listTransfers: (id, query, signal) => callApi(baseUrl, get(`${job(id)}/transfers${queryOf(query)}`), transferPage, signal),
		listReceipts: (id, query, signal) => callApi(baseUrl, get(`${job(id)}/receipts${queryOf(query)}`), receiptPage, signal),
		readBulkReceipt: (id, signal) => callApi(baseUrl, get(`${job(id)}/receipt`), bulkReceiptV1, signal),
		readReport: (id, query, signal) => streamReport(baseUrl, `${job(id)}/report${queryOf(query)}`, signal),
		...scheduleCalls(baseUrl),
		listConnections: (signal) => callApi(baseUrl, get("/v1/connections"), connectionPage, signal),
		testConnection: (name, signal) => {
			const path = `/v1/connections/${encodeURIComponent(name)}:test`;
			return callApi(baseUrl, {
				...post(path),
				limitMs: STORE_LIMIT_MS
			}, connectionTestView, signal);
		},
		listWorkers: (signal) => callApi(baseUrl, get("/v1/workers"), workerPage, signal),
		listUploads: (query, signal) => {
			return callApi(baseUrl, {
				...get(`/v1/uploads${queryOf(query)}`),
				limitMs: STORE_LIMIT_MS
			}, openUploadPage, signal);
		},
		abortOrphans: (request, signal) => {
			return callApi(baseUrl, {
				...post("/v1/uploads:abortOrphans", request),
				limitMs: STORE_LIMIT_MS
			}, abortOrphansView, signal);
		},
		waitForJob: (id, options = {}) => waitForJob(client, id, options)
	};
	return client;
}
function scheduleCalls(baseUrl) {
	const schedule = (name) => `/v1/schedules/${encodeURIComponent(name)}`;
	const call = (method, path, view, { body, signal } = {}) => callApi(baseUrl, {
		method,
		path,
		body
	}, view, signal);
	return {
		createSchedule: (body, signal) => call("POST", "/v1/schedules", scheduleView, {
			body,
			signal
		}),
		listSchedules: (signal) => call("GET", "/v1/schedules", schedulePage, { signal }),
		readSchedule: (name, signal) => call("GET", schedule(name), scheduleView, { signal }),
		wantSchedule: (name, wanted, signal) => call("POST", `${schedule(name)}:${wanted}`, scheduleView, { signal }),
		deleteSchedule: (name, signal) => call("DELETE", schedule(name), scheduleView, { signal }),
		listScheduleRuns: (name, signal) => call("GET", `${schedule(name)}/runs`, scheduleRunPage, { signal }),
		previewSchedule: (body, signal) => call("POST", "/v1/schedules:preview", previewView, {
			body,
			signal
		})
	};
}
async function waitForJob(client, id, { onProgress, intervalMs = DEFAULT_INTERVAL_MS, signal }) {
	let misses = 0;
	for (;;) {
		try {
			const view = await client.readJob(id, signal);
			misses = 0;
			onProgress?.(view);
			if (ENDED.includes(view.state)) return view;
		} catch (error) {
			misses += 1;
			if (!isPassing(error) || misses * intervalMs > MAX_AWAY_MS) throw error;
		}
		await setTimeout(intervalMs, void 0, signal === void 0 ? {} : { signal });
	}
}
function isPassing(error) {
	return error instanceof ApiUnreachable || error instanceof ApiProblem && error.problem.status >= 500;
}
function queryOf(parameters = {}) {
	const query = new URLSearchParams();
	for (const [name, value] of Object.entries(parameters)) {
		const values = Array.isArray(value) ? value : [value];
		for (const each of values.filter((one) => one !== void 0)) query.append(name, String(each));
	}
	return query.size === 0 ? "" : `?${query}`;
}
export { ApiProblem as n, ApiUnreachable as r, createClient as t };
