import { K as connectRedis, Q as consumePlanning, W as RedisLedger, Y as checkRedis, nt as BullmqTaskQueue, x as runPlan, z as Breakers } from "./src-DuCZxAFq.js";
import { c as rowLines } from "./src-DiZFaV3F.js";
import { n as openConnections } from "./src-0MRLe233.js";
import { a as systemRepetitions, i as systemRandom, n as systemHashing, p as startPresence, r as systemPause, t as systemClock } from "./src-DCqMCqCN.js";
import { i as openJobArchive, n as watchJournal, o as openJournal, t as openRowArchive } from "./src-BE2ycXvo.js";
// packages/engine/src/connection-tests/known-tests.ts
/** As soon as any process sees a change of the configuration. */
const KNOWN_FOR_MS = 5e3;
/**
* For a process that asks for the test of the same connections again and again, as a planner does for every
* small object: what it read stays known for some seconds. A test that it saves itself is known at once,
* through whichever of its ledgers.
*/
var KnownTests = class {
	#clock;
	#known = /* @__PURE__ */ new Map();
	constructor(clock) {
		this.#clock = clock;
	}
	through(ledger) {
		const { connectionTests: tests } = ledger;
		const forgetAround = async (connection, change) => {
			await change();
			this.#known.delete(connection);
		};
		const known = {
			save: (test) => forgetAround(test.connection, () => tests.save(test)),
			read: (connection) => this.#read(tests, connection),
			testedBefore: (ms) => tests.testedBefore(ms),
			forget: (connection) => forgetAround(connection, () => tests.forget(connection))
		};
		return {
			...ledger,
			connectionTests: known
		};
	}
	async #read(tests, connection) {
		const atMs = this.#clock.nowMs();
		const known = this.#known.get(connection);
		const ageMs = atMs - (known?.atMs ?? Number.NEGATIVE_INFINITY);
		if (known !== void 0 && ageMs >= 0 && ageMs < KNOWN_FOR_MS) return known.test;
		const test = await tests.read(connection);
		this.#known.set(connection, {
			atMs,
			test
		});
		return test;
	}
};
// apps/api/src/open-planning.ts
/** Planning is waiting for a source and a store; a slow source must not hold up the others. */
const PLANS_AT_ONCE = 16;
/** All that planning needs. */
async function openPlanning(context) {
	const { settings, log, secrets, processId } = context;
	const clock = systemClock;
	const connections = await openConnections(settings.configPath, {
		secrets,
		clock,
		log
	});
	const opening = {
		log,
		random: systemRandom,
		connections,
		pause: systemPause
	};
	const journal = await openJournal(settings.journal, opening);
	const shared = {
		journal,
		archive: openJobArchive(settings.journal, opening),
		rowArchive: openRowArchive(settings.journal, opening),
		connections,
		clock,
		random: systemRandom,
		hashing: systemHashing,
		log,
		processId
	};
	const redis = await reachRedis(context, "service", journal !== void 0);
	const queue = new BullmqTaskQueue({ connection: redis });
	const place = settings.journal;
	const engine = {
		...shared,
		...place !== void 0 && { isOwn: (address) => connections.isInOwnPlace(address, place) },
		breakers: new Breakers(),
		repeats: systemRepetitions(),
		ledger: new KnownTests(systemClock).through(new RedisLedger(redis, log)),
		queue,
		rowLines
	};
	return {
		shared,
		connections,
		whyNoJournal: watchJournal(settings.journal, opening),
		redis,
		queue,
		engine
	};
}
/** Takes plan tasks, and says that it does. */
function startPlanning({ redis, engine }) {
	const consumer = consumePlanning({
		connection: redis,
		concurrency: PLANS_AT_ONCE,
		process: (task, delivery) => runPlan(engine, task, delivery),
		repeats: engine.repeats,
		clock: engine.clock,
		log: engine.log
	});
	const presence = startPresence("planner", engine);
	return {
		start: () => consumer.start(),
		isHealthy: () => consumer.isHealthy(),
		remarks: () => presence.remarks(),
		stop: async (graceMs) => {
			await consumer.stop(graceMs);
			await presence.stop();
		}
	};
}
/** Without a journal what Redis loses is lost, so that it has to keep what it acknowledged. */
async function reachRedis({ settings, log }, role, hasJournal) {
	const redis = connectRedis(settings.redisUrl, {
		role,
		log
	});
	for (const warning of await checkRedis(redis, hasJournal ? "advised" : "required")) log.warn({}, warning);
	return redis;
}
export { reachRedis as n, startPlanning as r, openPlanning as t };
