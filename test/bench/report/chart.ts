import type { Result } from "../result.ts";

const WIDTH = 760;
const LABEL = 210;
const VALUE = 60;
const BAR = 14;
const ROW = 20;
const HEAD = 28;
/** Grey and blue that stand out from a light and from a dark page. */
const OURS = "#3b82f6";
const THEIRS = "#8b949e";

/** CPU by GiB of all contenders, way by way, as SVG. Each way has a scale of its own. */
export function chartOf(results: readonly Result[]): string {
  const ways = results.filter(
    ({ unit, peers, name }) => unit === "CPU-s/GiB" && peers !== undefined && !name.includes(","),
  );
  let top = 4;
  const blocks = ways.map((way) => {
    const block = drawWay(way, top);
    top += block.height;
    return block.text;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top}" width="${WIDTH}" height="${top}" font-family="sans-serif" font-size="12" fill="${THEIRS}">`,
    "<title>CPU seconds per GiB, ours and others</title>",
    ...blocks,
    "</svg>",
    "",
  ].join("\n");
}

function drawWay(
  { name, ours, peers = {} }: Result,
  top: number,
): { readonly text: string; readonly height: number } {
  const bars: readonly (readonly [string, number])[] = [
    ["penstock", ours],
    ...Object.entries(peers).sort(([, a], [, b]) => a - b),
  ];
  const most = Math.max(...bars.map(([, value]) => value));
  const lines = bars.map(([who, value], index) => {
    const y = top + HEAD + index * ROW;
    const width = ((WIDTH - LABEL - VALUE) * value) / most;
    const fill = index === 0 ? OURS : THEIRS;
    return [
      `<text x="${LABEL - 8}" y="${y + 11}" text-anchor="end">${who}</text>`,
      `<rect x="${LABEL}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" fill="${fill}"/>`,
      `<text x="${(LABEL + width + 6).toFixed(1)}" y="${y + 11}">${value}</text>`,
    ].join("");
  });
  const head = `<text x="0" y="${top + 18}" font-weight="bold">${name}, CPU seconds per GiB</text>`;
  return { text: [head, ...lines].join("\n"), height: HEAD + bars.length * ROW + 12 };
}
