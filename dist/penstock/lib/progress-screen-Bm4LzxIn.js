// apps/cli/src/progress/wrap.ts
/** Cut between words; a word that is longer than the line stays whole, so that it can be copied. */
function wrap(text, room) {
	return wrapWords(text.split(" "), room, " ");
}
/** The same for words that belong together, with what stands between two of them. */
function wrapWords(words, room, between) {
	const lines = [];
	let line = "";
	for (const word of words) {
		const longer = line === "" ? word : `${line}${between}${word}`;
		if (longer.length <= room || line === "") line = longer;
		else {
			lines.push(line);
			line = word;
		}
	}
	return [...lines, line];
}
// apps/cli/src/progress/progress-screen.ts
const BEGIN_SYNCHRONIZED = "\x1B[?2026h";
const END_SYNCHRONIZED = "\x1B[?2026l";
const CLEAR_TO_END = "\x1B[J";
/** More redraws than ten a second cannot be read and cost the terminal more than the transfer. */
const MIN_REDRAW_MS = 100;
/**
* A block of lines at the bottom of the terminal that is drawn over itself. Each frame goes out in
* one write inside synchronized-output marks, so that no half-drawn frame is ever seen; terminals
* that do not know the marks ignore them.
*/
var ProgressScreen = class {
	#stream;
	#lines = [];
	#drawnAtMs = Number.NEGATIVE_INFINITY;
	constructor(stream) {
		this.#stream = stream;
	}
	/** Draws the lines, unless the last drawing was less than 100 ms ago. */
	draw(lines, nowMs) {
		if (nowMs - this.#drawnAtMs < MIN_REDRAW_MS) return;
		this.#drawnAtMs = nowMs;
		this.#put(lines, lines);
	}
	/** Writes a line that stays above the block. */
	say(line) {
		this.#put([line, ...this.#lines], this.#lines);
	}
	/** Takes the block away, so that what follows starts on a clean line. */
	clear() {
		if (this.#lines.length > 0) this.#put([], []);
	}
	#put(lines, block) {
		const home = this.#lines.length > 0 ? `\u{1b}[${this.#lines.length}F` : "\r";
		const text = lines.map((line) => `${line}\n`).join("");
		this.#stream.write(`${BEGIN_SYNCHRONIZED}${home}${CLEAR_TO_END}${text}${END_SYNCHRONIZED}`);
		this.#lines = block;
	}
};
/** Colours only on a terminal, and never against https://no-color.org. */
function wantsColor(stream, environment) {
	const noColor = environment["NO_COLOR"] ?? "";
	return stream.isTTY === true && noColor === "" && environment["TERM"] !== "dumb";
}
export { wrapWords as i, wantsColor as n, wrap as r, ProgressScreen as t };
