// packages/core/src/bytes/byte-size.ts
const UNITS = {
	"": 1,
	b: 1,
	kib: 1024,
	mib: 1024 ** 2,
	gib: 1024 ** 3,
	tib: 1024 ** 4
};
/** Reads `64MiB`, `1 GiB` or `1048576`; undefined for anything else. */
function parseByteSize(text) {
	const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/.exec(text.trim().toLowerCase());
	const unit = UNITS[match?.[2] ?? "?"];
	const bytes = unit === void 0 ? NaN : Number(match?.[1]) * unit;
	return Number.isSafeInteger(bytes) ? bytes : void 0;
}
const STEPS = [
	"B",
	"KiB",
	"MiB",
	"GiB",
	"TiB"
];
/** Writes a size for a person, in IEC units: `1.5 GiB`. */
function formatByteSize(bytes) {
	let value = bytes;
	let step = 0;
	while (value >= 1024 && step < STEPS.length - 1) {
		value /= 1024;
		step += 1;
	}
	const digits = step === 0 || Number.isInteger(value) ? 0 : 1;
	return `${value.toFixed(digits)} ${STEPS[step]}`;
}
export { parseByteSize as n, formatByteSize as t };
