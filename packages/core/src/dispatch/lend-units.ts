/** One of those that share a number of units in flight. */
export type Borrower = {
  readonly name: string;
  readonly weight: number;
  /** What it can use now; 0 for one that has nothing to do. */
  readonly wanted: number;
  /** What it may have in flight by now: what is in flight, or what was lent before, whichever is more. */
  readonly held: number;
};

/** Where there is less than one for each, they take turns of so long. */
const ROUND_MS = 5000;

/**
 * Divides what all of them together may have in flight: by weight, and what one cannot use goes to the others. What is
 * lent is never more than `most`: one gets more only once that is free, which takes the next division after the others
 * have given it back.
 */
export function lendUnits(
  most: number,
  borrowers: readonly Borrower[],
  nowMs: number,
): ReadonlyMap<string, number> {
  const targets = targetsOf(most, borrowers, nowMs);
  let free = most - borrowers.reduce((sum, { held }) => sum + held, 0);
  return new Map(
    borrowers.map(({ name, held }) => {
      const target = targets.get(name) ?? 0;
      const more = Math.max(0, Math.min(target - held, free));
      free -= more;
      return [name, target <= held ? target : held + more];
    }),
  );
}

function targetsOf(
  most: number,
  borrowers: readonly Borrower[],
  nowMs: number,
): ReadonlyMap<string, number> {
  const [only, ...others] = borrowers;
  if (only !== undefined && others.length === 0) {
    return new Map([[only.name, most]]);
  }
  const all = borrowers.filter(({ wanted }) => wanted > 0);
  const active = all.length <= most ? all : windowOf(all, most, nowMs);
  const wanted = waterFilled(most, active);
  // What all of them leave may be used by those that want more a moment later.
  const rest = most - sumOf(wanted.values());
  const weights = sumOf(active.map(({ weight }) => weight));
  const roomy = active.map(({ name, weight }) => {
    const units = (wanted.get(name) ?? 0) + (rest * weight) / weights;
    return [name, units] as const;
  });
  return whole(most, roomy);
}

/** What each gets at most of what it wants: max-min fairness by weight. */
function waterFilled(most: number, active: readonly Borrower[]): ReadonlyMap<string, number> {
  const given = new Map<string, number>();
  let left = most;
  let thirsty = active.toSorted((one, other) => needOf(one) - needOf(other));
  while (thirsty.length > 0) {
    const [first, ...others] = thirsty;
    const level = left / sumOf(thirsty.map(({ weight }) => weight));
    if (first === undefined || needOf(first) >= level) {
      for (const { name, weight } of thirsty) {
        given.set(name, weight * level);
      }
      return given;
    }
    given.set(first.name, first.wanted);
    left -= first.wanted;
    thirsty = others;
  }
  return given;
}

/** Whole numbers of the same sum at most: the largest fractions are rounded up. */
function whole(
  most: number,
  shares: readonly (readonly [string, number])[],
): ReadonlyMap<string, number> {
  const given = new Map(shares.map(([name, units]) => [name, Math.floor(units)]));
  const byFraction = shares.toSorted(([, one], [, other]) => (other % 1) - (one % 1));
  for (const [name] of byFraction.slice(0, Math.max(0, most - sumOf(given.values())))) {
    given.set(name, (given.get(name) ?? 0) + 1);
  }
  return given;
}

function needOf({ wanted, weight }: Borrower): number {
  return wanted / weight;
}

function sumOf(numbers: Iterable<number>): number {
  return [...numbers].reduce((sum, each) => sum + each, 0);
}

function windowOf(all: readonly Borrower[], most: number, nowMs: number): readonly Borrower[] {
  const from = (Math.floor(nowMs / ROUND_MS) * most) % all.length;
  return [...all.slice(from), ...all.slice(0, from)].slice(0, most);
}
