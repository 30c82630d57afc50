// packages/core/src/schedules/schedule.ts
/** What becomes of a tick while the job of an earlier one runs. */
const OVERLAPS = [
	"skip",
	"queue",
	"cancel_running"
];
/** The document of a schedule among the configuration: a schedule's own name has no colon. */
function scheduleKey({ tenant, name }) {
	return `${tenant}:${name}`;
}
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/;
function isScheduleName(name) {
	return NAME.test(name);
}
export { isScheduleName as n, scheduleKey as r, OVERLAPS as t };
