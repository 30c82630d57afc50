// packages/core/src/batches/row-tally.ts
/** Ordered, so that two processes that count the same rows write the same. */
function tallyOf(rows) {
	return sumOfTallies(Array.from(rows, ({ outcome, cause }) => ({
		outcome,
		...cause !== void 0 && { code: cause.code },
		rows: 1
	})));
}
function sumOfTallies(tallies) {
	const sums = /* @__PURE__ */ new Map();
	for (const tally of tallies) {
		const name = nameOf(tally);
		sums.set(name, {
			...tally,
			rows: (sums.get(name)?.rows ?? 0) + tally.rows
		});
	}
	return [...sums.entries()].sort(([one], [other]) => one < other ? -1 : 1).map(([, tally]) => tally);
}
function nameOf({ outcome, code = "" }) {
	return `${outcome} ${code}`;
}
export { tallyOf as n, sumOfTallies as t };
