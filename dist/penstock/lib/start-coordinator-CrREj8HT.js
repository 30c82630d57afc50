import { $ as consumeSchedules, G as RedisLeaderLease, J as RedisConfigStore, K as connectRedis, L as finalizeTransfer, N as RetentionLoop, W as RedisLedger, X as CronCalendar, Y as checkRedis, Z as consumeFinalize, _ as JournalSweep, a as openUploadsOfAll, g as CountReconciler, h as sweepOnce, nt as BullmqTaskQueue, o as sweepSchedules, q as whyRedisFails, s as fireDue, t as OrphanSweep, tt as BullmqTimetable, v as recordRows, z as Breakers } from "./src-DuCZxAFq.js";
import { n as openConnections } from "./src-0MRLe233.js";
import { a as nameOfJournal, i as openJobArchive, n as watchJournal, o as openJournal, r as openConfigJournal, t as openRowArchive } from "./src-BE2ycXvo.js";
import { S as startHealthServer, a as systemRepetitions, h as createMetrics, i as systemRandom, m as startPatientLoop, n as systemHashing, p as startPresence, r as systemPause, t as systemClock } from "./src-DCqMCqCN.js";
import { a as orderOfRun, c as rowLines, i as SCHEDULES, r as RUN_LOGS } from "./src-DiZFaV3F.js";
import { createHash } from "node:crypto";
// packages/engine/src/leader/leadership.ts
/** With `RENEW_EVERY_MS` and a busy machine, another process leads within 15 s of a leader's death. */
const LEASE_MS = 8e3;
/** Before the lease ends, a leader stops: by its own clock, which may run a little slower than Redis's. */
const MARGIN_MS = 1500;
/** How often a process asks for the lease, and renews it. */
const RENEW_EVERY_MS = 2e3;
/**
* Leads, if no other process does. A leader works until its lease was not renewed in time: it counts from
* before it asked, and stops before the lease ends at Redis, so that of all processes one works. Its work
* must bear to be done twice all the same: a process may stand still between two instructions.
*/
var Leadership = class {
	#options;
	#leader;
	#own;
	#ending = Promise.resolve();
	#isResigned = false;
	constructor(options) {
		this.#options = options;
	}
	/** Who led when this process last asked; undefined before. */
	get leader() {
		return this.#leader;
	}
	isLeading() {
		return this.#own !== void 0 && this.#options.monotonicMs() < this.#own.endsAtMs;
	}
	/** Asks for the lease, or renews it. */
	async renewOnce() {
		const { lease, holder, monotonicMs } = this.#options;
		const endsAtMs = monotonicMs() + LEASE_MS - MARGIN_MS;
		const leader = await lease.take(holder, LEASE_MS);
		this.#leader = leader;
		if (this.#isResigned) {
			await this.#release(leader);
			return;
		}
		if (this.#own !== void 0 && !isSame(this.#own, leader, holder)) this.#end("another term began");
		await this.#ending;
		if (leader.holder === holder && !this.#isResigned) this.#hold(leader.fence, endsAtMs);
	}
	/** Ends a term whose lease was not renewed in time. */
	async checkOnce() {
		if (this.#own !== void 0 && !this.isLeading()) this.#end("the lease was not renewed in time");
		await this.#ending;
	}
	/** Stops the work, and lets another process lead at once. */
	async resign() {
		this.#isResigned = true;
		this.#end("this process stops");
		await this.#ending;
		await this.#release(this.#leader);
	}
	async #release(leader) {
		const { lease, holder } = this.#options;
		if (leader?.holder === holder) await lease.release(leader);
	}
	#hold(fence, endsAtMs) {
		const { begin, monotonicMs, log } = this.#options;
		if (this.#own !== void 0) {
			this.#own.endsAtMs = endsAtMs;
			return;
		}
		if (monotonicMs() >= endsAtMs) return;
		const stopping = new AbortController();
		const { signal } = stopping;
		const isOver = () => signal.aborted || this.#own?.fence !== fence || !this.isLeading();
		const term = {
			fence,
			stopping,
			endsAtMs,
			work: { stop: async () => void 0 }
		};
		this.#own = term;
		this.#own = {
			...term,
			work: begin({
				fence,
				signal,
				isOver
			})
		};
		log.info({ fence }, "this process leads the coordinators");
	}
	#end(reason) {
		const own = this.#own;
		if (own === void 0) return;
		this.#own = void 0;
		own.stopping.abort();
		this.#options.log.info({
			fence: own.fence,
			reason
		}, "this process no longer leads the coordinators");
		this.#ending = own.work.stop();
	}
};
function isSame(own, leader, holder) {
	return leader.holder === holder && leader.fence === own.fence;
}
// apps/coordinator/src/open-schedules.ts
const AT_ONCE = 4;
/** What hears the alarms of schedules, and what the leader keeps them with. */
function openSchedules(engine, config, connection) {
	const timetable = new BullmqTimetable({
		connection,
		clock: systemClock
	});
	const forms = {
		schedules: SCHEDULES,
		runLogs: RUN_LOGS,
		orderOf: orderOfRun
	};
	const scheduling = {
		...engine,
		config,
		forms,
		timetable,
		calendar: new CronCalendar()
	};
	return {
		scheduling,
		consumer: consumeSchedules({
			connection,
			concurrency: AT_ONCE,
			process: async (ref) => {
				await fireDue(scheduling, ref);
				return { kind: "done" };
			},
			repeats: engine.repeats,
			clock: systemClock,
			log: engine.log
		}),
		close: () => timetable.close()
	};
}
// apps/coordinator/src/start-leading.ts
/**
* Competes for the lease of the leader until it is stopped, and runs `begin` for each term of its own. A
* stop releases the lease, so that another coordinator leads at its next look.
*/
function startLeading(options) {
	const { log, repeats } = options;
	const leadership = new Leadership({
		...options,
		monotonicMs: () => performance.now()
	});
	const renewing = startPatientLoop({
		what: "asking for the lease of the leader",
		everyMs: RENEW_EVERY_MS,
		fixedBecause: "a lease that is not renewed in time ends, and with it the work of the leader",
		repeats,
		run: async () => {
			await leadership.renewOnce();
		},
		onError: (error, failures) => {
			if (failures === 1) log.warn({ err: error }, "this process cannot ask for the lease of the leader");
		}
	});
	const checking = startPatientLoop({
		what: "the end of a term of the leader",
		everyMs: 500,
		fixedBecause: "work has to end before the lease does",
		repeats,
		run: () => leadership.checkOnce(),
		onError: (error) => log.error({ err: error }, "the loops of the leader did not stop cleanly")
	});
	return {
		leader: () => leadership.leader,
		stop: async () => {
			const resigned = leadership.resign();
			await Promise.all([
				renewing.stop(),
				checking.stop(),
				resigned
			]);
		}
	};
}
// apps/coordinator/src/start-sweeps.ts
/** How long a lost handoff stays unseen at most, beside the ages that the sweep itself waits for. */
const SWEEP_EVERY_MS = 5e3;
/** How late a run starts whose job waited for another one, or whose alarm was lost. */
const SCHEDULES_EVERY_MS = 2e3;
/** Whatever was uploaded since the journal was written is sent again when Redis is lost. */
const JOURNAL_EVERY_MS = 2e3;
/** What is looked for here is rare, and old by then. */
const AUDIT_EVERY_MS = 15e3;
/** What ended an hour ago can wait for half a minute. */
const RETENTION_EVERY_MS = 3e4;
/** Rows wait in Redis until they are written, and a full window of them holds back the listing. */
const ROWS_EVERY_MS = 500;
/**
* Everything that the leader repeats by the clock, for one term. Each has a loop of its own: neither a
* journal that is away nor a store that does not answer may hold up the others.
*/
function startSweeps(engine, term) {
	const { journal, queue, config, retention, log, repeats } = engine;
	const { signal } = term;
	const loop = (what, everyMs, run) => startPatientLoop({
		what: `the sweep ${what}`,
		everyMs,
		repeats,
		run: async () => {
			await (term.isOver() ? void 0 : run());
		},
		onError: (error, failures) => {
			if (!signal.aborted) log.error({
				failures,
				err: error
			}, `a sweep ${what} failed`);
		}
	});
	const audit = new CountReconciler(engine);
	const orphans = new OrphanSweep(engine);
	const retiring = new RetentionLoop(engine, retention);
	const loops = [
		loop("of the ledger", SWEEP_EVERY_MS, () => sweepOnce(engine, signal)),
		loop("of the queues", SWEEP_EVERY_MS, async () => {
			const tasks = await queue.promoteMisdated();
			if (tasks > 0) log.warn({ tasks }, "tasks were postponed too far by a process whose clock is ahead: check its clock");
		}),
		loop("of the counts", AUDIT_EVERY_MS, () => audit.reconcileOnce(signal)),
		loop("of open uploads", AUDIT_EVERY_MS, () => orphans.sweepOnce(signal)),
		loop("of finished jobs", RETENTION_EVERY_MS, () => retiring.retireOnce(signal)),
		loop("of the configuration", AUDIT_EVERY_MS, () => config.reconcile())
	];
	if (journal !== void 0) {
		const sweep = new JournalSweep({
			...engine,
			journal
		});
		loops.push(loop("of the schedules", SCHEDULES_EVERY_MS, () => sweepSchedules(engine, signal)), loop("of the journal", JOURNAL_EVERY_MS, () => sweep.sweepOnce(signal)));
	}
	const { rowArchive } = engine;
	if (rowArchive !== void 0) {
		const recording = {
			...engine,
			rowArchive,
			rowLines,
			sha256: sha256Of
		};
		loops.push(loop("of the rows", ROWS_EVERY_MS, () => recordRows(recording, signal)));
	}
	return { stop: async () => {
		await Promise.all(loops.map((each) => each.stop()));
		repeats.clear();
	} };
}
function sha256Of(members) {
	const hash = createHash("sha256");
	for (const member of members) hash.update(member);
	return hash.digest("hex");
}
// apps/coordinator/src/start-coordinator.ts
/** Finalizing is waiting for the store's responses; a merge of one object must not hold up the others. */
const FINALIZES_AT_ONCE = 16;
const CLOSE_MS = 5e3;
/** Settings -> adapters -> consumer and sweep -> drain. */
async function startCoordinator(context) {
	const { settings, log, processId } = context;
	const opened = await openCoordinator(context);
	const { connections, whyNoJournal, redis, queue, engine } = opened;
	const consumer = consumeFinalize({
		connection: redis,
		concurrency: FINALIZES_AT_ONCE,
		process: (ref, { signal }) => finalizeTransfer(engine, ref, signal),
		repeats: engine.repeats,
		clock: systemClock,
		log
	});
	const presence = startPresence("coordinator", engine);
	const schedules = openSchedules(engine, openConfig(context, redis, connections), redis);
	const leading = startLeading({
		lease: new RedisLeaderLease(redis),
		holder: processId,
		log,
		repeats: engine.repeats,
		begin: (term) => startSweeps({
			...schedules.scheduling,
			queue,
			retention: settings.retention
		}, term)
	});
	const health = await startHealthServer({
		listen: settings.healthListen,
		remarks: async () => [...presence.remarks(), ...await connections.whyUnusable()],
		whyNotReady: async () => {
			const failures = [...await whyRedisFails(redis), ...await whyNoJournal()];
			return failures.length > 0 || consumer.isHealthy() && schedules.consumer.isHealthy() ? failures : ["no contact with the queue"];
		},
		facts: () => ({ leader: leaderView(leading.leader(), processId) }),
		metrics: createMetrics({
			openUploads: () => openUploadsOfAll(engine.ledger),
			connections: connections.describe().flatMap((each) => each.isWritable ? [each.name] : [])
		})
	});
	consumer.start();
	schedules.consumer.start();
	return {
		url: health.url,
		facts: {
			journal: nameOfJournal(settings.journal),
			connections: connections.names()
		},
		phases: phasesOf(settings.drainSeconds * 1e3, opened, {
			consumer,
			schedules,
			presence,
			leading,
			health
		})
	};
}
/** All that finalizing needs. */
async function openCoordinator(context) {
	const { settings, log, secrets, processId } = context;
	const connections = await openConnections(settings.configPath, {
		secrets,
		clock: systemClock,
		log
	});
	const opening = {
		log,
		random: systemRandom,
		connections,
		pause: systemPause
	};
	const journal = await openJournal(settings.journal, opening);
	const archive = openJobArchive(settings.journal, opening);
	const rowArchive = openRowArchive(settings.journal, opening);
	const whyNoJournal = watchJournal(settings.journal, opening);
	const redis = connectRedis(settings.redisUrl, {
		role: "service",
		log
	});
	for (const warning of await checkRedis(redis, journal === void 0 ? "required" : "advised")) log.warn({}, warning);
	const queue = new BullmqTaskQueue({ connection: redis });
	return {
		connections,
		whyNoJournal,
		redis,
		queue,
		engine: {
			ledger: new RedisLedger(redis, log),
			journal,
			archive,
			rowArchive,
			queue,
			connections,
			breakers: new Breakers(),
			repeats: systemRepetitions(),
			hashing: systemHashing,
			clock: systemClock,
			random: systemRandom,
			log,
			processId
		}
	};
}
/** Finishes what is under way, and closes what it opened. */
function phasesOf(drainMs, { connections, redis, queue }, { consumer, schedules, presence, leading, health }) {
	return [{
		name: "finish finalizing",
		timeoutMs: drainMs + CLOSE_MS,
		run: async () => {
			const consumers = [consumer, schedules.consumer].map((each) => each.stop(drainMs));
			await Promise.all([leading.stop(), ...consumers]);
			await presence.stop();
		}
	}, {
		name: "close connections",
		timeoutMs: CLOSE_MS,
		run: async () => {
			connections.close();
			await Promise.all([
				health.close(),
				queue.close(),
				schedules.close()
			]);
			await redis.quit();
		}
	}];
}
function openConfig({ settings, log, secrets }, redis, connections) {
	const options = {
		log,
		random: systemRandom,
		connections
	};
	const journal = openConfigJournal(settings.journal, options);
	if (journal === void 0) log.info({}, "without PENSTOCK_JOURNAL the configuration is kept in Redis only, and is lost with it");
	return new RedisConfigStore(redis, {
		journal,
		log,
		secrets,
		clock: systemClock,
		random: systemRandom
	});
}
function leaderView(leader, processId) {
	return leader && {
		process: leader.holder,
		fence: leader.fence,
		isThisProcess: leader.holder === processId
	};
}
export { startCoordinator };
