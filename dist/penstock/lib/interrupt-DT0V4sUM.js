import { n as EXIT } from "./exit-codes-D75-qZBH.js";
import { scheduler } from "node:timers/promises";
// apps/cli/src/pause.ts
/** Waits; an aborted signal ends the wait at once, and is not an error. */
async function pause(ms, signal) {
	try {
		await scheduler.wait(ms, { signal });
	} catch (error) {
		if (!signal.aborted) throw error;
	}
}
// apps/cli/src/interrupt.ts
/**
* A signal that is aborted by Ctrl-C or SIGTERM, so that a command can end in order. The second one
* ends the process at once; children notice that their parent is gone and drain by themselves.
*/
function onInterrupt() {
	const controller = new AbortController();
	for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => {
		if (controller.signal.aborted) process.exit(EXIT.interrupted);
		controller.abort();
	});
	return controller.signal;
}
export { pause as n, onInterrupt as t };
