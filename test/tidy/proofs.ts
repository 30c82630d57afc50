import { trackedFiles } from "./tracked-files.ts";

/** Stands between a file and some words of the title that is meant. */
const TITLE_MARK = " › ";

/** The text of every file that may prove something, by its path: tests, and what adapters' tests run. */
export function proofTexts(): ReadonlyMap<string, string> {
  const files = trackedFiles(/(?:\.test|-suite)\.ts$/);
  return new Map(files.map(({ path, text }) => [path, text]));
}

/**
 * What is wrong with the proofs in the last cell of each row: none at all, a file that is no test, or a
 * title that the file does not hold. A proof is a file, or a file, the mark and words of a title.
 *
 * @param texts as `proofTexts` gives them
 */
export function unproven(
  rows: readonly (readonly string[])[],
  texts: ReadonlyMap<string, string>,
): readonly string[] {
  return rows.flatMap((row) => {
    const proofs = [...(row.at(-1) ?? "").matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? "");
    const wrong = proofs.length === 0 ? ["no test"] : proofs.filter((proof) => !isIn(texts, proof));
    return wrong.map((what) => `${row[0]}: ${what}`);
  });
}

function isIn(texts: ReadonlyMap<string, string>, proof: string): boolean {
  const [path = "", words = ""] = proof.split(TITLE_MARK);
  return texts.get(path)?.includes(words) === true;
}
