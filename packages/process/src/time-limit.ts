/**
 * The result of the work, or after `limitMs` the outcome of `onLate`. The work itself continues: its
 * late result, also a rejection, is ignored.
 */
export async function withTimeLimit<Result>(
  work: Promise<Result>,
  limitMs: number,
  onLate: () => Result,
): Promise<Result> {
  const { promise: late, resolve } = Promise.withResolvers<"late">();
  const timer = setTimeout(resolve, limitMs, "late");
  try {
    const first = await Promise.race([work.then((result) => ({ result })), late]);
    return first === "late" ? onLate() : first.result;
  } finally {
    clearTimeout(timer);
  }
}
