import { q as whyRedisFails } from "./src-DuCZxAFq.js";
import { a as nameOfJournal } from "./src-BE2ycXvo.js";
import { S as startHealthServer } from "./src-DCqMCqCN.js";
import { r as startPlanning, t as openPlanning } from "./open-planning-D0vlfP6Y.js";
// apps/api/src/start-planner.ts
const CLOSE_MS = 5e3;
/** Settings -> adapters -> planner -> drain. The api without its HTTP: as many as the lists want. */
async function startPlanner(context) {
	const { settings } = context;
	const opened = await openPlanning(context);
	const { connections, redis, queue, whyNoJournal } = opened;
	const planning = startPlanning(opened);
	const health = await startHealthServer({
		listen: settings.healthListen,
		remarks: async () => [...planning.remarks(), ...await connections.whyUnusable()],
		whyNotReady: async () => {
			const failures = [...await whyRedisFails(redis), ...await whyNoJournal()];
			return failures.length > 0 || planning.isHealthy() ? failures : ["no contact with the queue"];
		}
	});
	planning.start();
	const drainMs = settings.drainSeconds * 1e3;
	return {
		url: health.url,
		facts: {
			journal: nameOfJournal(settings.journal),
			connections: connections.names()
		},
		phases: [{
			name: "finish plans",
			timeoutMs: drainMs + CLOSE_MS,
			run: () => planning.stop(drainMs)
		}, {
			name: "close connections",
			timeoutMs: CLOSE_MS,
			run: async () => {
				connections.close();
				await Promise.all([health.close(), queue.close()]);
				await redis.quit();
			}
		}]
	};
}
export { startPlanner };
