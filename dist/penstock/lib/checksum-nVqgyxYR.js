// packages/core/src/bytes/checksum.ts
/** The part checksum has to be known before the first body byte is sent, so the part is buffered. */
function precedesBody(algorithm) {
	return algorithm !== "crc64xz";
}
/** The checksum of the whole follows from those of its parts. */
function canCombine(algorithm) {
	return algorithm !== "md5";
}
const POLYNOMIALS = {
	crc64xz: {
		high: 3379320725,
		low: 3615952706,
		bits: 64
	},
	crc32: {
		high: 0,
		low: 3988292384,
		bits: 32
	}
};
/**
* Joins the checksums of consecutive pieces into the checksum of the whole, without the bytes.
*
* The operator that appends `lengthBytes` zero bytes is built once per distinct length; an object
* has two (its parts and its last part), which makes 10 000 parts a matter of milliseconds.
*
* @returns undefined for an algorithm that cannot be combined (MD5)
*/
function combineChecksums(algorithm, pieces) {
	if (algorithm === "md5") return;
	const operators = /* @__PURE__ */ new Map();
	let high = 0;
	let low = 0;
	for (const { checksum, lengthBytes } of pieces) {
		let operator = operators.get(lengthBytes);
		if (operator === void 0) {
			operator = zerosOperator(algorithm, lengthBytes);
			operators.set(lengthBytes, operator);
		}
		const [nextHigh, nextLow] = image(operator, high, low);
		high = (nextHigh ^ Number.parseInt(checksum.slice(-16, -8) || "0", 16)) >>> 0;
		low = (nextLow ^ Number.parseInt(checksum.slice(-8), 16)) >>> 0;
	}
	return toHex(algorithm, high, low);
}
function toHex(algorithm, high, low) {
	const lowDigits = low.toString(16).padStart(8, "0");
	return algorithm === "crc32" ? lowDigits : high.toString(16).padStart(8, "0") + lowDigits;
}
function zerosOperator(algorithm, lengthBytes) {
	const polynomial = POLYNOMIALS[algorithm];
	let square = oneZeroBit(polynomial);
	let result = identity(polynomial.bits);
	for (let bits = lengthBytes * 8; bits > 0; bits = Math.floor(bits / 2)) {
		if (bits % 2 === 1) result = product(square, result);
		square = product(square, square);
	}
	return result;
}
function oneZeroBit({ high, low, bits }) {
	const rows = new Uint32Array(2 * bits);
	rows.set([low, high]);
	for (let bit = 1; bit < bits; bit += 1) rows[2 * bit + (bit - 1 >= 32 ? 1 : 0)] = 2 ** ((bit - 1) % 32);
	return rows;
}
function identity(bits) {
	const rows = new Uint32Array(2 * bits);
	for (let bit = 0; bit < bits; bit += 1) rows[2 * bit + (bit >= 32 ? 1 : 0)] = 2 ** (bit % 32);
	return rows;
}
function product(outer, inner) {
	const rows = new Uint32Array(inner.length);
	for (let row = 0; row < inner.length; row += 2) {
		const [high, low] = image(outer, inner[row + 1] ?? 0, inner[row] ?? 0);
		rows[row] = low;
		rows[row + 1] = high;
	}
	return rows;
}
function image(operator, high, low) {
	let imageHigh = 0;
	let imageLow = 0;
	for (let row = 0, rest = low; rest !== 0; row += 2, rest >>>= 1) if (rest & 1) {
		imageLow ^= operator[row] ?? 0;
		imageHigh ^= operator[row + 1] ?? 0;
	}
	for (let row = 64, rest = high; rest !== 0; row += 2, rest >>>= 1) if (rest & 1) {
		imageLow ^= operator[row] ?? 0;
		imageHigh ^= operator[row + 1] ?? 0;
	}
	return [imageHigh >>> 0, imageLow >>> 0];
}
export { combineChecksums as n, precedesBody as r, canCombine as t };
