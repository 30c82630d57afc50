import { BEFORE, beforeOf } from "../before.ts";
import type { Lab } from "../lab.ts";
import type { Result } from "../result.ts";
import type { Cost } from "../tools/commands.ts";
import { byName, median, rounded } from "../tools/statistics.ts";
import type { Contender } from "./contender.ts";

/** What the contenders' runs cost, round by round. */
export type Rounds = ReadonlyMap<string, readonly Cost[]>;

/**
 * Lets all contenders do the same work, one after the other, in rounds of turning order. One that
 * fails, or did not send what it had to, is left out from then on and said so.
 *
 * @param sentBytes what the sink has to have got from each run
 */
export async function compare(
  lab: Lab,
  contenders: readonly Contender[],
  sentBytes: number,
): Promise<Rounds> {
  const rounds = new Map<string, Cost[]>(contenders.map(({ name }) => [name, []]));
  const attempt = async (contender: Contender): Promise<Cost | undefined> => {
    try {
      const before = await lab.sink.droppedBytes();
      const cost = await contender.run();
      const sent = (await lab.sink.droppedBytes()) - before;
      if (sent < sentBytes) {
        throw new Error(`it sent ${sent} of ${sentBytes} bytes`);
      }
      return cost;
    } catch (error) {
      process.stderr.write(`${contender.name} is left out: ${String(error)}\n`);
      rounds.delete(contender.name);
      return undefined;
    }
  };
  try {
    for (const contender of contenders) {
      const warmUpRuns = lab.isQuick ? Math.min(1, contender.warmUpRuns) : contender.warmUpRuns;
      for (let run = 0; run < warmUpRuns && rounds.has(contender.name); run += 1) {
        await attempt(contender);
      }
    }
    for (let round = 0; round < lab.runs; round += 1) {
      const order = round % 2 === 0 ? contenders : contenders.toReversed();
      for (const contender of order.filter(({ name }) => rounds.has(name))) {
        const cost = await attempt(contender);
        if (cost !== undefined) {
          rounds.get(contender.name)?.push(cost);
        }
      }
    }
  } finally {
    await Promise.all(contenders.map((contender) => contender.stop()));
  }
  return rounds;
}

type Reading = {
  readonly name: string;
  readonly unit: string;
  /** Which of the contenders is ours here. */
  readonly ours: string;
  readonly peers: readonly string[];
  /** A run's CPU seconds in the unit. */
  readonly toUnit: (cpuSeconds: number) => number;
  /** What one run carries. */
  readonly mib: number;
};

/** @throws Error when our own contender was left out: there is nothing to compare then */
export function readRounds(rounds: Rounds, reading: Reading): Result {
  const { name, unit, ours, toUnit, mib } = reading;
  const costs = rounds.get(ours);
  if (costs === undefined) {
    throw new Error(`${name}: there is no figure of ours`);
  }
  const contenderOf = (peer: string) => (peer === BEFORE ? beforeOf(ours) : peer);
  const peers = [BEFORE, ...reading.peers].filter((peer) => rounds.has(contenderOf(peer)));
  const cpuOf = (peer: string) =>
    (rounds.get(contenderOf(peer)) ?? []).map(({ cpuSeconds }) => cpuSeconds);
  const cpu = cpuOf(ours);
  return {
    name,
    unit,
    ours: rounded(toUnit(median(cpu))),
    peers: byName(peers, (peer) => rounded(toUnit(median(cpuOf(peer))))),
    ratios: byName(peers, (peer) =>
      rounded(median(cpuOf(peer).map((seconds, round) => (cpu[round] ?? Number.NaN) / seconds))),
    ),
    mibPerSecond: rounded(median(costs.map(({ seconds }) => mib / seconds))),
    runs: costs.length,
  };
}
