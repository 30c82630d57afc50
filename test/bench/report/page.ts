import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Machine, Report, Result } from "../result.ts";
import { chartOf } from "./chart.ts";
import { verdictsOf } from "./goals.ts";

const PAGE = fileURLToPath(new URL("../../../docs/performance.md", import.meta.url));
const CHART = fileURLToPath(new URL("../../../docs/performance.svg", import.meta.url));
const BEGIN = "<!-- bench: begin -->";
const END = "<!-- bench: end -->";

/** Puts the report between the page's two marks, and draws the chart anew. */
export async function writePage(report: Report): Promise<void> {
  const page = await readFile(PAGE, "utf8");
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin === -1 || end < begin) {
    throw new Error(`docs/performance.md has lost its marks ${BEGIN} and ${END}`);
  }
  const text = [describe(report.machine), goalTable(report.results), peerTable(report.results)];
  const before = page.slice(0, begin + BEGIN.length);
  await writeFile(PAGE, `${before}\n${text.join("\n\n")}\n${page.slice(end)}`);
  await writeFile(CHART, chartOf(report.results));
}

function describe(machine: Machine): string {
  const { cpu, cores, memoryGib, kernel, node, load, sink, isPinned } = machine;
  const pinned = isPinned ? "sink and clients on a core each" : "nothing pinned";
  return `${cpu}, ${cores} cores, ${memoryGib} GiB; kernel ${kernel}; Node ${node}; ${sink} sink; ${pinned}; load at the start ${load}.`;
}

function goalTable(results: readonly Result[]): string {
  const rows = results.flatMap((result) => {
    const verdicts = verdictsOf(result);
    const first = [result.name, figure(result), more(result)];
    return verdicts.length === 0
      ? [[...first, "", ""]]
      : verdicts.map(({ goal, value, isMet }, index) => [
          ...(index === 0 ? first : ["", "", ""]),
          goal,
          isMet ? `${value}` : `**${value}, missed**`,
        ]);
  });
  return table(["Bench", "Today", "Also", "Goal", "Reached"], rows);
}

function figure({ ours, unit }: Result): string {
  return `${ours} ${unit}`;
}

function more(result: Result): string {
  const { mibPerSecond, rssMiB, redisCallsPerPart, redisBytesPerPart, note } = result;
  const parts = [
    mibPerSecond === undefined ? "" : `${mibPerSecond} MiB/s`,
    rssMiB === undefined ? "" : rssText(rssMiB),
    redisCallsPerPart === undefined ? "" : `${redisCallsPerPart} Redis calls/part`,
    redisBytesPerPart === undefined ? "" : `${redisBytesPerPart} Redis bytes/part`,
    note ?? "",
  ];
  return parts.filter((part) => part !== "").join(", ");
}

function rssText(rssMiB: NonNullable<Result["rssMiB"]>): string {
  return typeof rssMiB === "number"
    ? `${rssMiB} MiB RSS`
    : Object.entries(rssMiB)
        .map(([role, value]) => `${role} ${value} MiB RSS`)
        .join(", ");
}

function peerTable(results: readonly Result[]): string {
  const compared = results.filter(({ peers }) => Object.keys(peers ?? {}).length > 0);
  const rows = compared.map(({ name, unit, ours, peers = {}, ratios = {} }) => [
    name,
    `${ours} ${unit}`,
    Object.entries(peers)
      .map(([peer, value]) => `${peer} ${value} (${ratios[peer]} x)`)
      .join(", "),
  ]);
  return table(["Bench", "Ours", "Peers in the same rounds (ours is so many times theirs)"], rows);
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(heads), `|${"---|".repeat(heads.length)}`, ...rows.map(line)].join("\n");
}
