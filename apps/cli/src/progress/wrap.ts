import { columnsOf } from "./text-columns.ts";

/** Cut between words; a word that is longer than the line stays whole, so that it can be copied. */
export function wrap(text: string, room: number): readonly string[] {
  return wrapWords(text.split(" "), room, " ");
}

/** The same for words that belong together, with what stands between two of them. */
export function wrapWords(
  words: readonly string[],
  room: number,
  between: string,
): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of words) {
    const longer = line === "" ? word : `${line}${between}${word}`;
    if (columnsOf(longer) <= room || line === "") {
      line = longer;
    } else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}
