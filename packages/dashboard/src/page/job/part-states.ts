// The states of parts, as the API writes them in a short text, and as runs: of 10,000 parts there are seldom more than ten.

type MapText = {
  readonly parts: number;
  readonly encoding: "rle36" | "pairs64";
  readonly legend: string;
  readonly map: string;
};

/** Neighbours in one state; the first part is 0. */
export type Run = { readonly letter: string; readonly from: number; readonly count: number };

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** From the first part to the last one; never more than there are, whatever the text says. */
export function runsOf({ parts, encoding, legend, map }: MapText): readonly Run[] {
  const runs: { letter: string; from: number; count: number }[] = [];
  let next = 0;
  const add = (letter: string, wanted: number) => {
    const count = Math.max(0, Math.min(wanted, parts - next));
    const last = runs.at(-1);
    if (last?.letter === letter) {
      last.count += count;
    } else if (count > 0) {
      runs.push({ letter, from: next, count });
    }
    next += count;
  };
  if (encoding === "rle36") {
    readRuns(map, add);
  } else {
    readPairs(map, legend, add);
  }
  return runs;
}

type Add = (letter: string, count: number) => void;

/** `3w0S` is 5040 stored ones, `A` is one in flight. */
function readRuns(text: string, add: Add): void {
  for (const [, count = "", letter = ""] of text.matchAll(/([0-9a-z]*)([A-Z])/g)) {
    add(letter, count === "" ? 1 : Number.parseInt(count, 36));
  }
}

function readPairs(text: string, legend: string, add: Add): void {
  for (const digit of text) {
    const value = DIGITS.indexOf(digit);
    add(legend[Math.floor(value / 8)] ?? "P", 1);
    add(legend[value % 8] ?? "P", 1);
  }
}

export function countStates(runs: readonly Run[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { letter, count } of runs) {
    counts.set(letter, (counts.get(letter) ?? 0) + count);
  }
  return counts;
}

export function partsOf(runs: readonly Run[]): number {
  const last = runs.at(-1);
  return last === undefined ? 0 : last.from + last.count;
}

/** How many of each state stand behind each column of a bar. */
export function columnsOf(
  runs: readonly Run[],
  width: number,
): readonly ReadonlyMap<string, number>[] {
  const parts = partsOf(runs);
  const length = Math.max(1, Math.min(width, parts));
  let first = 0;
  return Array.from({ length }, (_, index) => {
    const from = Math.floor((index * parts) / length);
    const to = Math.floor(((index + 1) * parts) / length);
    while (endOf(runs[first]) <= from) {
      first += 1;
    }
    return countStates(within(runs, first, { from, to }));
  });
}

/** What of the runs from that place on lies in the range. */
function within(
  runs: readonly Run[],
  first: number,
  { from, to }: { readonly from: number; readonly to: number },
): readonly Run[] {
  const found: Run[] = [];
  for (let place = first; place < runs.length; place += 1) {
    const run = runs[place];
    if (run === undefined || run.from >= to) {
      break;
    }
    const start = Math.max(from, run.from);
    found.push({ letter: run.letter, from: start, count: Math.min(to, endOf(run)) - start });
  }
  return found;
}

function endOf(run: Run | undefined): number {
  return run === undefined ? Number.POSITIVE_INFINITY : run.from + run.count;
}

/** What of `now` is in another state than it was; all of it where nothing was before. */
export function changedRuns(before: readonly Run[], now: readonly Run[]): readonly Run[] {
  let first = 0;
  return now.flatMap((run) => {
    while (endOf(before[first]) <= run.from) {
      first += 1;
    }
    const same = within(before, first, { from: run.from, to: endOf(run) }).filter(
      ({ letter }) => letter === run.letter,
    );
    return without(run, same);
  });
}

/** A run without pieces of it, which are in order. */
function without(run: Run, pieces: readonly Run[]): readonly Run[] {
  const starts = [run.from, ...pieces.map(endOf)];
  const ends = [...pieces.map(({ from }) => from), endOf(run)];
  return starts.flatMap((from, index) => {
    const count = (ends[index] ?? from) - from;
    return count > 0 ? [{ letter: run.letter, from, count }] : [];
  });
}
