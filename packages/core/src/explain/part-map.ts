// The state of each part of a transfer, as a text that is short whatever the states are.

/** Planned, in flight (queued, or at a worker), waiting for another try, stored, verified, failed. */
export const PART_STATES = ["P", "A", "R", "S", "V", "F"] as const;
export type PartState = (typeof PART_STATES)[number];

/** What is known of the parts of a transfer that are not uploaded. */
export type MissingParts = {
  /** The first part that was not dispatched yet. */
  readonly next: number;
  /** Those before it that are to be dispatched again. */
  readonly redo: readonly number[];
  /** Those that failed and are or will be tried again. */
  readonly failed: readonly number[];
  /** How many failures there were, those included that are not kept. */
  readonly failures: number;
};

export type PartMap = {
  readonly parts: number;
  /**
   * `rle36`: for each run of parts in one state its length in base 36, left out for one part, and the letter of the
   * state. `pairs64`: one digit of base64 for two parts, eight times the place of the first one's state in the legend
   * and the place of the second one's.
   */
  readonly encoding: "rle36" | "pairs64";
  readonly legend: string;
  readonly map: string;
};

const LEGEND = PART_STATES.join("");
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Runs can be read, and this much of them costs no less than a packet. */
const SHORT_BYTES = 1024;

/** Runs while they are shorter: parts whose states alternate have none. */
export function encodePartMap(states: readonly PartState[]): PartMap {
  const runs = runsOf(states);
  const isShort = runs.length <= Math.max(SHORT_BYTES, states.length / 2);
  return {
    parts: states.length,
    encoding: isShort ? "rle36" : "pairs64",
    legend: LEGEND,
    map: isShort ? runs : pairsOf(states),
  };
}

export function decodePartMap({ parts, encoding, map }: PartMap): readonly PartState[] {
  return encoding === "rle36"
    ? [...map.matchAll(/([0-9a-z]*)([A-Z])/g)].flatMap(([, length = "", letter = ""]) =>
        Array.from({ length: length === "" ? 1 : Number.parseInt(length, 36) }, () =>
          stateOf(letter),
        ),
      )
    : [...map]
        .map((digit) => DIGITS.indexOf(digit))
        .flatMap((pair) => [Math.floor(pair / 8), pair % 8].map((place) => stateAt(place)))
        .slice(0, parts);
}

function runsOf(states: readonly PartState[]): string {
  const tokens: string[] = [];
  let from = 0;
  for (let at = 1; at <= states.length; at += 1) {
    if (states[at] !== states[from]) {
      tokens.push(at - from === 1 ? "" : (at - from).toString(36), states[from] ?? "");
      from = at;
    }
  }
  return tokens.join("");
}

function pairsOf(states: readonly PartState[]): string {
  const digits: string[] = [];
  for (let at = 0; at < states.length; at += 2) {
    const [first = "P", second = "P"] = states.slice(at, at + 2);
    digits.push(DIGITS.charAt(8 * LEGEND.indexOf(first) + LEGEND.indexOf(second)));
  }
  return digits.join("");
}

function stateOf(letter: string): PartState {
  return stateAt(LEGEND.indexOf(letter));
}

function stateAt(place: number): PartState {
  const state = PART_STATES[place];
  if (state === undefined) {
    throw new RangeError(`no state of a part has the place ${place}`);
  }
  return state;
}

/**
 * The states of a transfer's parts, by what is known of them.
 *
 * @param uploaded the numbers of those that are
 */
export function partStates(
  parts: number,
  uploaded: ReadonlySet<number>,
  { next, redo, failed }: MissingParts,
): readonly PartState[] {
  const [waiting, failing] = [new Set(redo), new Set(failed)];
  return Array.from({ length: parts }, (_, index): PartState => {
    const number = index + 1;
    if (uploaded.has(number)) {
      return "S";
    }
    if (failing.has(number)) {
      return "R";
    }
    return number < next && !waiting.has(number) ? "A" : "P";
  });
}
