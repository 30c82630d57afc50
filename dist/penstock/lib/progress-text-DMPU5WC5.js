import "./src-B5NobToF.js";
import { t as formatByteSize } from "./byte-size-C6_wv_35.js";
// apps/cli/src/progress/progress-text.ts
/** `45s`, `10m23s`, `2h05m`, `3d04h`: the two largest units. */
function formatDuration(seconds) {
	const whole = Math.max(0, Math.round(seconds));
	const two = (value) => String(value).padStart(2, "0");
	if (whole < 60) return `${whole}s`;
	if (whole < 3600) return `${Math.floor(whole / 60)}m${two(whole % 60)}s`;
	if (whole < 86400) return `${Math.floor(whole / 3600)}h${two(Math.floor(whole % 3600 / 60))}m`;
	return `${Math.floor(whole / 86400)}d${two(Math.floor(whole % 86400 / 3600))}h`;
}
function formatRate(bytesPerSecond) {
	return `${formatByteSize(Math.round(bytesPerSecond))}/s`;
}
function formatPercent(percent) {
	return percent === null ? "–" : `${percent.toFixed(1)} %`;
}
/** Why a job is slow now, in words that say what would help; empty when all is well. */
function healthText(job) {
	switch (job.health) {
		case "ok": return "";
		case "waiting_for_workers": return "no worker is alive: start one with `penstock serve --role worker`";
		case "retrying": return "the last attempt failed; it is being repeated";
		case "throttled": return "the source or the store throttles";
		case "degraded": return "a step fails again and again while others continue";
		case "stalled": return "no part was uploaded for a minute";
		default: return job.health;
	}
}
/**
* Shows what could move the cursor, change colours, turn the direction of writing or begin a line, as an
* escape: names come from other people, and no name may look like a line of ours.
*/
function plainText(text) {
	return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, escapeOf);
}
const SHORT_ESCAPES = {
	"\n": "\\n",
	"\r": "\\r",
	"	": "\\t"
};
function escapeOf(character) {
	const code = (character.codePointAt(0) ?? 0).toString(16);
	return SHORT_ESCAPES[character] ?? `\\u{${code}}`;
}
/** JSON on one line, which means the same to a program and cannot steer a terminal. */
function jsonText(value) {
	return JSON.stringify(value).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, jsonEscapeOf);
}
/** By UTF-16 code units, as JSON writes them. */
function jsonEscapeOf(character) {
	return character.split("").map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
}
export { jsonText as a, healthText as i, formatPercent as n, plainText as o, formatRate as r, formatDuration as t };
