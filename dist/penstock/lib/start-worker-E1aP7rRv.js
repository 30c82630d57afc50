import { E as isStoppedBy, H as RedisStopSignals, K as connectRedis, S as transferParts, V as moveBatches, W as RedisLedger, Y as checkRedis, ct as isBatchTask, et as consumeWork, nt as BullmqTaskQueue, q as whyRedisFails, z as Breakers } from "./src-DuCZxAFq.js";
import { n as openConnections } from "./src-0MRLe233.js";
import "./src-B5NobToF.js";
import { S as startHealthServer, a as systemRepetitions, g as createWorkerMetrics, i as systemRandom, m as startPatientLoop, n as systemHashing, p as startPresence, t as systemClock } from "./src-DCqMCqCN.js";
import { c as rowLines } from "./src-DiZFaV3F.js";
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";
// packages/engine/src/parts/buffer-pool.ts
/**
* Part buffers that are used again. A worker never runs more parts than it has slots, so the pool
* holds at most slots x bufferBytes, whatever the size and number of the objects.
*/
var BufferPool = class {
	bufferBytes;
	#free = [];
	constructor(bufferBytes) {
		this.bufferBytes = bufferBytes;
	}
	take() {
		return this.#free.pop() ?? new Uint8Array(this.bufferBytes);
	}
	release(buffer) {
		this.#free.push(buffer);
	}
};
// packages/engine/src/slots/adaptive-slots.ts
/** Enough to keep a near link busy, and to tell what the next ones bring. */
const FIRST_SLOTS = 8;
/** Averages out noise of 20 % well enough to see a step of a quarter. */
const SAMPLES_PER_LEVEL = 3;
/**
* What slots cost: goodput counts divided by slots to this power. At 0 nothing would ever lead back down; at
* 1 nothing up. Half as many slots again are worth it if they move at least 14 % more.
*/
const PRICE = 1 / 3;
const STEP = .25;
const FIRST_STEP = .5;
/** What throttling leaves of them. TCP's CUBIC has the same factor (RFC 9438, section 4.6). */
const THROTTLED_FACTOR = .7;
/** As if so many trials had been without effect: after a rejection it makes no trial for four levels. */
const UNUSED_TRIALS_THROTTLED = 3;
/** A rest is over early when the same slots move so much more or less than before. */
const CHANGED_FACTOR = 1.3;
const LONGEST_REST_LEVELS = 8;
/** Coordinators raise the in-flight limit within 5 s; samples take a second or more. */
const PATIENCE_SAMPLES = 8;
/** @param most at least 1: what memory and the setting allow */
function startSlots(most) {
	return {
		slots: Math.min(FIRST_SLOTS, most),
		most,
		phase: MEASURING,
		direction: "up",
		isStarting: true,
		unusedTrials: 0,
		seen: [],
		idleSamples: 0
	};
}
const MEASURING = {
	kind: "measuring",
	restLevels: 0,
	before: void 0
};
/**
* The next number of slots, from 1 to `most`. It climbs while more slots move more bytes, steps down
* while fewer move nearly as many, and rests longer and longer where neither is so. Throttling takes
* away three tenths at once. A sample that says nothing changes nothing, and never adds a slot.
*/
function afterSample(state, sample) {
	if (sample.isThrottled) return afterThrottling(state);
	if (!sample.isBusy) return afterIdling(state);
	const seen = [...state.seen, sample.goodputBytesPerSecond];
	if (seen.length < SAMPLES_PER_LEVEL) return {
		...state,
		seen,
		idleSamples: 0
	};
	const level = {
		slots: state.slots,
		goodput: mean(seen)
	};
	const settled = {
		...state,
		seen: [],
		idleSamples: 0
	};
	return state.phase.kind === "measuring" ? afterMeasuring(settled, state.phase, level) : afterTrying(settled, state.phase.base, level);
}
function afterThrottling(state) {
	const slots = Math.max(1, Math.floor(state.slots * THROTTLED_FACTOR));
	const unusedTrials = Math.max(UNUSED_TRIALS_THROTTLED, state.unusedTrials);
	return rest({
		...state,
		slots,
		unusedTrials,
		seen: [],
		idleSamples: 0,
		direction: "up",
		isStarting: false
	});
}
/** What is known of a busy time says little about the next one. */
function afterIdling(state) {
	const idleSamples = state.idleSamples + 1;
	if (state.phase.kind === "measuring") return {
		...state,
		seen: [],
		idleSamples
	};
	return idleSamples < PATIENCE_SAMPLES ? {
		...state,
		idleSamples
	} : {
		...state,
		slots: state.phase.base.slots,
		phase: MEASURING,
		seen: [],
		idleSamples: 0
	};
}
function afterMeasuring(state, { restLevels, before }, level) {
	const ratio = level.goodput / (before ?? level.goodput);
	const isChanged = ratio > CHANGED_FACTOR || ratio < 1 / CHANGED_FACTOR;
	if (restLevels > 0 && !isChanged) {
		const phase = {
			kind: "measuring",
			restLevels: restLevels - 1,
			before: before ?? level.goodput
		};
		return {
			...state,
			phase
		};
	}
	return tryNext(isChanged ? {
		...state,
		unusedTrials: 0
	} : state, level);
}
function afterTrying(state, base, level) {
	return worth(level) > worth(base) ? tryNext({
		...state,
		unusedTrials: 0
	}, level) : rest({
		...turned(state),
		slots: base.slots
	}, base.goodput);
}
function worth({ slots, goodput }) {
	return goodput / slots ** PRICE;
}
/** Leaves `base` in the direction that is set, or in the other one where there is no room. */
function tryNext(state, base) {
	const step = Math.max(1, Math.round(state.slots * (state.isStarting ? FIRST_STEP : STEP)));
	const wanted = state.direction === "up" ? state.slots + step : state.slots - step;
	const slots = Math.min(state.most, Math.max(1, wanted));
	return slots === state.slots ? rest(turned(state)) : {
		...state,
		slots,
		phase: {
			kind: "trying",
			base
		}
	};
}
function turned(state) {
	const direction = state.direction === "up" ? "down" : "up";
	return {
		...state,
		direction,
		isStarting: false
	};
}
/** Both directions are looked at before the first rest. */
function rest(state, before) {
	const unusedTrials = state.unusedTrials + 1;
	const restLevels = unusedTrials < 2 ? 0 : Math.min(LONGEST_REST_LEVELS, 2 ** (unusedTrials - 2));
	return {
		...state,
		unusedTrials,
		phase: {
			kind: "measuring",
			restLevels,
			before
		}
	};
}
function mean(values) {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}
// packages/engine/src/slots/slot-meter.ts
/** Shorter, and the announcement of each change would cost more than the change brings. */
const SHORTEST_MS = 1e3;
/** Of the slots' time: the queue's own round trips leave gaps between short tasks. */
const BUSY_SHARE = .8;
/** A store that refuses one request in a hundred is well; one in ten says that it has enough. */
const THROTTLED_SHARE = .1;
/**
* Watches the tasks of a worker and says now and then what its slots moved.
*
* Goodput is tasks under way x bytes uploaded / time those tasks took (Little's law). Bytes uploaded in a
* span of time would depend on where the span ends, for parts that start together are uploaded together.
*/
var SlotMeter = class {
	#clock;
	#slots;
	/** Tasks that began earlier ran beside another number of slots. */
	#levelFromMs;
	#running = 0;
	#fromMs;
	#changedAtMs;
	/** Tasks under way, times milliseconds. */
	#busyMs = 0;
	#taskMs = 0;
	#uploadedBytes = 0;
	#uploaded = 0;
	#throttled = 0;
	constructor(clock, slots) {
		this.#clock = clock;
		this.#slots = slots;
		this.#levelFromMs = clock.nowMs();
		this.#fromMs = this.#levelFromMs;
		this.#changedAtMs = this.#levelFromMs;
	}
	/** From now on there are so many slots. What was seen of others is forgotten. */
	setSlots(slots) {
		this.#slots = slots;
		this.#levelFromMs = this.#clock.nowMs();
		this.#restart();
	}
	/** @returns what to call when the task has ended; that may answer with a sample */
	begin() {
		this.#pass(1);
		const beganAtMs = this.#changedAtMs;
		return (outcome) => {
			this.#pass(-1);
			if (beganAtMs >= this.#levelFromMs) this.#add(outcome, this.#changedAtMs - beganAtMs);
			return this.#sampleIfDue();
		};
	}
	#pass(more) {
		const nowMs = this.#clock.nowMs();
		this.#busyMs += this.#running * (nowMs - this.#changedAtMs);
		this.#running += more;
		this.#changedAtMs = nowMs;
	}
	#add(outcome, tookMs) {
		this.#taskMs += tookMs;
		if (outcome.isThrottled === true) this.#throttled += 1;
		else if (outcome.kind === "done" && outcome.uploadedBytes !== void 0) {
			this.#uploaded += 1;
			this.#uploadedBytes += outcome.uploadedBytes;
		}
	}
	#sampleIfDue() {
		const forMs = this.#changedAtMs - this.#fromMs;
		const received = this.#uploaded + this.#throttled;
		if (forMs < SHORTEST_MS || received < this.#slots) return;
		const running = this.#busyMs / forMs;
		const sample = {
			goodputBytesPerSecond: running * this.#uploadedBytes * 1e3 / Math.max(1, this.#taskMs),
			isBusy: running >= BUSY_SHARE * this.#slots,
			isThrottled: this.#throttled >= THROTTLED_SHARE * received
		};
		this.#restart();
		return sample;
	}
	#restart() {
		this.#fromMs = this.#clock.nowMs();
		this.#changedAtMs = this.#fromMs;
		this.#busyMs = 0;
		this.#taskMs = 0;
		this.#uploadedBytes = 0;
		this.#uploaded = 0;
		this.#throttled = 0;
	}
};
// packages/engine/src/slots/worker-slots.ts
/** A streamed part holds up to 4 MiB as well: so many of them stay within the default bound too. */
const MOST_SLOTS = 64;
/** Slots x `bufferBytes` never exceed what is asked for, which may be less than one buffer. */
function slotBounds({ slots, memoryBytes, bufferBytes }) {
	if (slots !== "auto") return {
		slots: { fixed: slots },
		bufferBytes
	};
	return {
		slots: { most: Math.min(MOST_SLOTS, Math.max(1, Math.floor(memoryBytes / bufferBytes))) },
		bufferBytes: Math.min(bufferBytes, memoryBytes)
	};
}
/** @param onChange is waited for before the part that led to it counts as carried; must not reject */
function openSlots(slots, clock, onChange) {
	return "fixed" in slots ? {
		count: () => slots.fixed,
		watch: (carry) => carry()
	} : adaptiveSlots(slots.most, clock, onChange);
}
function adaptiveSlots(most, clock, onChange) {
	let state = startSlots(most);
	const meter = new SlotMeter(clock, state.slots);
	return {
		count: () => state.slots,
		watch: async (carry) => {
			const end = meter.begin();
			let outcome = {
				kind: "later",
				delayMs: 0
			};
			try {
				outcome = await carry();
				return outcome;
			} finally {
				const sample = end(outcome);
				const before = state.slots;
				state = sample === void 0 ? state : afterSample(state, sample);
				if (state.slots !== before) {
					meter.setSlots(state.slots);
					await onChange(state.slots);
				}
			}
		}
	};
}
// apps/worker/src/young-generation.ts
/** Larger ones save little more CPU: with 16 MiB a worker holds 70 MiB more. */
const ENOUGH_BYTES = 4194304;
/**
* To be called before each batch. What is made for an entry is young and short-lived; in the MiB that V8
* begins with it is collected after every eight entries, which costs as much as their requests. Parts make
* little, and leave it as it is. V8 reads the flag whenever it collects, and shrinks what is idle.
*/
function growYoungGeneration() {
	const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space");
	const isEnough = young !== void 0 && young.space_size >= ENOUGH_BYTES;
	setFlagsFromString(`--semi-space-growth-factor=${isEnough ? 1 : 2}`);
}
// apps/worker/src/start-worker.ts
/** The ledger forgets a worker that was silent for 15 s: two words may get lost. */
const ANNOUNCE_EVERY_MS = 5e3;
const CLOSE_MS = 5e3;
/**
* V8 lets its heap grow to four times of what lives in it. A part's objects outlive the young
* generation, so in a worker that is 140 MiB of garbage, which belong to the parts' buffers. Collecting
* earlier costs microseconds for each part. V8 reads the flag at each collection.
*/
const HEAP_GROWTH = "--heap-growing-percent=25";
/** Settings -> adapters -> consumer -> drain. What a part needs is in the engine's `transferParts`, and what a batch needs in `moveBatches`. */
async function startWorker(context) {
	setFlagsFromString(HEAP_GROWTH);
	const { settings } = context;
	const opened = await openWorker(context);
	const { connections, redis, engine } = opened;
	const uploading = startUploading(context, opened);
	const { consumer, slots } = uploading;
	const presence = startPresence("worker", engine);
	const stops = new RedisStopSignals(redis);
	await stops.onStopped((signal) => consumer.cancel((task) => isStoppedBy(task, signal)));
	const health = await startHealthServer({
		listen: settings.healthListen,
		remarks: async () => [...presence.remarks(), ...await connections.whyUnusable()],
		whyNotReady: async () => {
			const failures = await whyRedisFails(redis);
			return failures.length > 0 || consumer.isHealthy() ? failures : ["no contact with the queue"];
		},
		metrics: createWorkerMetrics({ slots: slots.count })
	});
	consumer.start();
	return {
		url: health.url,
		facts: {
			slots: slots.count(),
			...sizesOf(settings),
			connections: connections.names()
		},
		phases: phasesOf(context, opened, {
			...uploading,
			presence,
			stops,
			health
		})
	};
}
/** All that parts are uploaded with. */
async function openWorker(context) {
	const { settings, log, secrets, processId } = context;
	const clock = systemClock;
	const connections = await openConnections(settings.configPath, {
		secrets,
		clock,
		log
	});
	const redis = await reachRedis(context);
	const queue = new BullmqTaskQueue({ connection: redis });
	const bounds = slotBounds(settings);
	return {
		connections,
		redis,
		queue,
		bounds,
		engine: {
			ledger: new RedisLedger(redis, log),
			queue,
			connections,
			breakers: new Breakers(),
			repeats: systemRepetitions(),
			clock,
			random: systemRandom,
			log,
			processId,
			hashing: systemHashing,
			rowLines,
			buffers: new BufferPool(bounds.bufferBytes)
		}
	};
}
/** The consumer, as many parts at once as its slots allow, and the word of them to the ledger. */
function startUploading({ log, processId }, { redis, bounds, engine }) {
	const slots = openSlots(bounds.slots, systemClock, async (count) => {
		consumer.setConcurrency(count);
		log.debug({ slots: count }, "another number of parts is uploaded at once");
		await announce().catch(onSilenced);
	});
	const announce = () => engine.ledger.workers.announceWorker({
		id: processId,
		slots: slots.count()
	});
	const onSilenced = (error) => log.warn({ err: error }, "the worker could not announce itself");
	const consumer = consumeWork({
		connection: redis,
		concurrency: slots.count(),
		process: (task, delivery) => isBatchTask(task) ? moveBatches(engine, task, delivery, (move) => {
			growYoungGeneration();
			return slots.watch(move);
		}) : transferParts(engine, task, delivery, slots.watch),
		repeats: engine.repeats,
		clock: systemClock,
		log
	});
	return {
		consumer,
		slots,
		announcing: startPatientLoop({
			what: "the announcement of this worker",
			everyMs: ANNOUNCE_EVERY_MS,
			fixedBecause: "others take a worker that is silent for 15 s for dead",
			repeats: engine.repeats,
			run: announce,
			onError: onSilenced
		})
	};
}
/** Finishes what is under way, says that it leaves, and closes what it opened. */
function phasesOf({ settings, processId }, { connections, redis, queue, engine }, { consumer, announcing, presence, stops, health }) {
	const drainMs = settings.drainSeconds * 1e3;
	return [
		{
			name: "finish parts",
			timeoutMs: drainMs + CLOSE_MS,
			run: () => consumer.stop(drainMs)
		},
		{
			name: "leave",
			timeoutMs: CLOSE_MS,
			run: async () => {
				await announcing.stop();
				await Promise.all([presence.stop(), engine.ledger.workers.retireWorker(processId)]);
			}
		},
		{
			name: "close connections",
			timeoutMs: CLOSE_MS,
			run: async () => {
				connections.close();
				stops.close();
				await Promise.all([health.close(), queue.close()]);
				await redis.quit();
			}
		}
	];
}
async function reachRedis({ settings, log }) {
	const redis = connectRedis(settings.redisUrl, {
		role: "service",
		log
	});
	for (const warning of await checkRedis(redis, "advised")) log.warn({}, warning);
	return redis;
}
function sizesOf({ memoryBytes, bufferBytes }) {
	return {
		memoryBytes,
		bufferBytes
	};
}
export { startWorker };
