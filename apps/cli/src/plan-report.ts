import { formatByteSize } from "@penstock/core";
import type { PlanView } from "@penstock/wire";
import { table } from "./job-report.ts";
import { formatDuration, plainText } from "./progress/progress-text.ts";
import { wrap, wrapWords } from "./progress/wrap.ts";

const LABEL_COLUMNS = 10;

/**
 * What a job would do, as a table. Pure.
 *
 * @param widthColumns of the terminal, at which texts are wrapped and keys are not; undefined leaves lines
 *   whole, for files and other programs
 */
export function planReport(plan: PlanView, widthColumns: number | undefined): readonly string[] {
  const width = widthColumns ?? Number.POSITIVE_INFINITY;
  const soFar = plan.isComplete ? "" : " so far";
  const facts = [
    ["objects", [`${plan.objects} listed${soFar}`, `${plan.largeObjects} of them in parts`]],
    ["bytes", [`${formatByteSize(plan.bytes)}${soFar}`, readText(plan)]],
    ["parts", [`${plan.parts}${soFar}`]],
    ["requests", requestWords(plan)],
    ["time", [timeText(plan)]],
  ] as const;
  return [
    ...facts.flatMap(([label, words]) => factLines(label, words, width)),
    ...costLines(plan, width),
    ...section(partSizeRows(plan)),
    ...rejectionLines(plan, width),
    ...sampleLines(plan, width),
    ...(plan.isComplete ? [] : ["", ...wrap(CUT, width)]),
  ];
}

const CUT =
  "So far: the list was not read to its end in 20 s, so every number above is too low. A narrower prefix is read to its end.";

function factLines(label: string, words: readonly string[], width: number): readonly string[] {
  return wrapWords(words, width - LABEL_COLUMNS, ", ").map(
    (line, index) => (index === 0 ? label : "").padEnd(LABEL_COLUMNS) + line,
  );
}

function readText({ bytes, bytesRead }: PlanView): string {
  return bytesRead === 0 && bytes > 0
    ? "copied by the store itself"
    : `${formatByteSize(bytesRead)} read from the source`;
}

function requestWords({ requests }: PlanView): readonly string[] {
  const { list, head, get, put, copy } = requests;
  return Object.entries({ list, head, get, put, copy }).map(([kind, count]) => `${kind} ${count}`);
}

function timeText({ durationSeconds, isComplete }: PlanView): string {
  if (durationSeconds === null) {
    return "unknown, as no job has moved anything lately";
  }
  return `${formatDuration(durationSeconds)} at the rates of the newest jobs${isComplete ? "" : ", so far"}`;
}

function costLines({ costs }: PlanView, width: number): readonly string[] {
  if (costs.length === 0) {
    return factLines("cost", ["unknown, as the price table has neither side"], width);
  }
  return costs.flatMap(({ side, provider, currency, requests, traffic, total }, index) => {
    const words = [
      `${side} (${plainText(provider)}) ${money(total)} ${plainText(currency)}`,
      `requests ${money(requests)}`,
      `traffic ${money(traffic)}`,
    ];
    return factLines(index === 0 ? "cost" : "", words, width);
  });
}

/** Nothing is free because it is small. */
function money(amount: number): string {
  return amount > 0 && amount < 0.01 ? "below 0.01" : amount.toFixed(2);
}

function partSizeRows({ partSizes }: PlanView): readonly (readonly string[])[] {
  return partSizes.length === 0
    ? []
    : [
        ["PART SIZE", "PARTS"],
        ...partSizes.map(({ upToBytes, parts }) => [
          `up to ${formatByteSize(upToBytes)}`,
          String(parts),
        ]),
      ];
}

function section(rows: readonly (readonly string[])[]): readonly string[] {
  return rows.length === 0 ? [] : ["", ...table(rows)];
}

function rejectionLines({ rejections }: PlanView, width: number): readonly string[] {
  if (rejections.length === 0) {
    return [];
  }
  const lines = rejections.flatMap(({ code, objects, samples }) => [
    `${objects} ${plainText(code)}`,
    ...samples.flatMap(({ key, message }) => [
      `  ${plainText(key)}`,
      ...wrap(plainText(message), width - 4).map((line) => `    ${line}`),
    ]),
  ]);
  return ["", "WOULD NOT BE MOVED", ...lines];
}

function sampleLines({ samples, objects }: PlanView, width: number): readonly string[] {
  if (samples.length === 0) {
    return [];
  }
  const heading = objects > samples.length ? `THE FIRST ${samples.length} OBJECTS` : "OBJECTS";
  const lines = samples.flatMap(({ key, destinationKey, sizeBytes }) => {
    const [from, to] = [plainText(key), `→ ${plainText(destinationKey)}`];
    const words = [from, to, formatByteSize(sizeBytes)];
    const line = words.join("  ");
    return line.length <= width ? [line] : [from, `  ${to}`, `    ${words[2]}`];
  });
  return ["", heading, ...lines];
}
