import { t as connectToApi } from "./api-session-BGDscrR0.js";
import { n as EXIT } from "./exit-codes-D75-qZBH.js";
import { t as findJobId } from "./find-job-D80fVtxf.js";
import { pipeline } from "node:stream/promises";
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
// apps/cli/src/commands/report.ts
/** `penstock report JOB`: the rows as they come. One that is cut off leaves no file, and fails. */
async function report(text, { csv, output: path, ...filter }, { stderr, environment }) {
	const client = connectToApi(environment);
	const id = await findJobId(client, text);
	const { isComplete, chunks } = await client.readReport(id, {
		...filter,
		...csv && { format: "csv" }
	});
	if (path === void 0) await pipeline(chunks, process.stdout, { end: false });
	else await writeFile$1(path, chunks);
	if (!isComplete) stderr.write(`not all rows of ${id} are in the journal yet: this report has those that are\n  → penstock report ${id}\n`);
	return EXIT.ok;
}
/** Under another name until it is whole. */
async function writeFile$1(path, chunks) {
	const unfinished = `${path}.unfinished`;
	try {
		await pipeline(chunks, createWriteStream(unfinished));
		await rename(unfinished, path);
	} catch (error) {
		await rm(unfinished, { force: true });
		throw error;
	}
}
export { report };
