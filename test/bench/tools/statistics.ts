export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) {
    throw new Error("the median of nothing");
  }
  return (low + high) / 2;
}

/** Three digits are more than any of these figures is good for. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

export function byName<Value>(
  names: Iterable<string>,
  toValue: (name: string) => Value,
): Readonly<Record<string, Value>> {
  return Object.fromEntries([...names].map((name) => [name, toValue(name)]));
}
