// Draws parts on a canvas: a bar of all of them, and a grid with a cell each.

import { colourOf } from "../parts/repaint.ts";
import { columnsOf, type Run } from "./part-states.ts";

export type StateLook = {
  readonly letter: string;
  readonly name: string;
  /** The CSS variable that holds its colour. */
  readonly colour: string;
  readonly shape: "empty" | "filled" | "outlined" | "dot" | "cross";
};

/** In the order in which a part goes through them; each differs in shape as well. */
export const LOOKS: readonly StateLook[] = [
  { letter: "P", name: "planned", colour: "--idle", shape: "empty" },
  { letter: "A", name: "in flight", colour: "--active", shape: "outlined" },
  { letter: "R", name: "failed, tried again", colour: "--warn", shape: "dot" },
  { letter: "S", name: "stored", colour: "--done", shape: "filled" },
  { letter: "V", name: "verified", colour: "--done", shape: "filled" },
  { letter: "F", name: "not stored", colour: "--bad", shape: "cross" },
];

/** From the bottom of a column to its top. */
const STACK = ["V", "S", "A", "R", "P"];

/** Few parts are easier to hit, and ten thousand fit on a screen. */
function cellOf(count: number): number {
  if (count <= 400) {
    return 14;
  }
  return count <= 2000 ? 9 : 6;
}

export type Colours = ReadonlyMap<string, string>;

export function stateColours(): Colours {
  return new Map(LOOKS.map(({ letter, colour }) => [letter, colourOf(colour)]));
}

/** Shares from the bottom up; a part that failed takes its whole column, so that one of 10,000 is seen. */
export function drawBar(
  context: CanvasRenderingContext2D,
  runs: readonly Run[],
  { width, height, colours }: { width: number; height: number; colours: Colours },
): void {
  context.clearRect(0, 0, width, height);
  const columns = columnsOf(runs, width);
  const step = width / columns.length;
  columns.forEach((column, index) => {
    const x = index * step;
    if (column.has("F")) {
      context.fillStyle = colours.get("F") ?? "";
      context.fillRect(x, 0, Math.max(step, 2), height);
      return;
    }
    const all = [...column.values()].reduce((sum, count) => sum + count, 0);
    let bottom = height;
    for (const letter of STACK) {
      const tall = ((column.get(letter) ?? 0) / all) * height;
      if (letter !== "P") {
        context.fillStyle = colours.get(letter) ?? "";
        context.fillRect(x, bottom - tall, step + 0.5, tall);
      }
      bottom -= tall;
    }
  });
}

export type Grid = { readonly cell: number; readonly columns: number; readonly height: number };

export function gridOf(count: number, width: number): Grid {
  const cell = cellOf(count);
  const columns = Math.max(1, Math.floor(width / cell));
  return { cell, columns, height: Math.ceil(count / columns) * cell };
}

/** The cells of these runs alone. */
export function drawRuns(
  context: CanvasRenderingContext2D,
  runs: readonly Run[],
  given: { grid: Grid; colours: Colours; only: string | undefined },
): void {
  const { colours, only } = given;
  const { cell, columns } = given.grid;
  for (const { letter, from, count } of runs) {
    // A style costs more than a cell: it is set once for all of a run.
    context.globalAlpha = only === undefined || only === letter ? 1 : 0.12;
    context.fillStyle = colours.get(letter) ?? "";
    context.strokeStyle = context.fillStyle;
    const shape = SHAPES.get(letter) ?? "empty";
    for (let start = from; start < from + count; ) {
      const column = start % columns;
      const inRow = Math.min(columns - column, from + count - start);
      const y = Math.floor(start / columns) * cell;
      context.clearRect(column * cell, y, inRow * cell, cell);
      for (let index = 0; index < inRow; index += 1) {
        drawCell(context, shape, { x: (column + index) * cell, y, side: cell - 1 });
      }
      start += inRow;
    }
  }
  context.globalAlpha = 1;
}

const SHAPES = new Map(LOOKS.map(({ letter, shape }) => [letter, shape]));

function drawCell(
  context: CanvasRenderingContext2D,
  shape: StateLook["shape"],
  { x, y, side }: { x: number; y: number; side: number },
): void {
  context.lineWidth = 1;
  switch (shape) {
    case "filled":
      context.fillRect(x, y, side, side);
      break;
    case "outlined":
      context.fillRect(x, y, side, side);
      context.clearRect(x + side * 0.3, y + side * 0.3, side * 0.4, side * 0.4);
      break;
    case "dot":
      context.fillRect(x + side * 0.25, y + side * 0.25, side * 0.5, side * 0.5);
      break;
    case "cross":
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(x + side, y + side);
      context.moveTo(x + side, y);
      context.lineTo(x, y + side);
      context.lineWidth = 1.6;
      context.stroke();
      break;
    case "empty":
      context.strokeRect(x + 0.5, y + 0.5, side - 1, side - 1);
      break;
    default:
      shape satisfies never;
  }
}

/** Which part lies there, from 0 on. */
export function partAt(x: number, y: number, { cell, columns }: Grid): number {
  return Math.floor(y / cell) * columns + Math.min(columns - 1, Math.floor(x / cell));
}
