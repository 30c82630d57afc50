// The states of parts, as the API writes them in a short text.

type MapText = {
  readonly parts: number;
  readonly encoding: "rle36" | "pairs64";
  readonly legend: string;
  readonly map: string;
};

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** One part after the other, a letter each; never more than there are, whatever the text says. */
export function statesOf({ parts, encoding, legend, map }: MapText): string {
  return encoding === "rle36" ? fromRuns(map, parts) : fromPairs(map, legend).slice(0, parts);
}

/** `3w0S` is 5040 stored ones, `A` is one in flight. */
function fromRuns(text: string, most: number): string {
  let states = "";
  for (const [, count = "", letter = ""] of text.matchAll(/([0-9a-z]*)([A-Z])/g)) {
    const length = count === "" ? 1 : Number.parseInt(count, 36);
    states += letter.repeat(Math.max(0, Math.min(length, most - states.length)));
  }
  return states;
}

function fromPairs(text: string, legend: string): string {
  return [...text]
    .map((digit) => {
      const value = DIGITS.indexOf(digit);
      return `${legend[Math.floor(value / 8)] ?? "P"}${legend[value % 8] ?? "P"}`;
    })
    .join("");
}

export function countStates(states: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const letter of states) {
    counts.set(letter, (counts.get(letter) ?? 0) + 1);
  }
  return counts;
}

/** How many of each state stand behind each column of a bar. */
export function columnsOf(states: string, width: number): readonly ReadonlyMap<string, number>[] {
  const columns = Math.max(1, Math.min(width, states.length));
  return Array.from({ length: columns }, (_, index) => {
    const from = Math.floor((index * states.length) / columns);
    const to = Math.floor(((index + 1) * states.length) / columns);
    return countStates(states.slice(from, to));
  });
}
