import type { StatsView } from "@penstock/wire";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { formatClock, formatRate } from "../data/format.ts";
import { colourOf, fit, useRepaint } from "../parts/repaint.ts";
import { seriesOf } from "./series.ts";

const HEIGHT = 180;
const LEFT = 92;
const BOTTOM = 24;
const LINES = 3;

/** Bytes moved a second, in the last quarter of an hour. */
export function Throughput({ stats }: { readonly stats: StatsView }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, theme } = useRepaint(canvas);
  const [times, rates] = useMemo(() => seriesOf(stats), [stats]);
  const [wide, painted] = [width.value, theme.value];
  useEffect(() => {
    if (canvas.current !== null && wide > 0) {
      const context = fit(canvas.current, HEIGHT);
      if (context !== null) {
        draw(context, { times, rates, width: wide });
      }
    }
  }, [times, rates, wide, painted]);
  return (
    <section class="panel">
      <h2>Throughput</h2>
      <canvas
        ref={canvas}
        class="chart"
        role="img"
        aria-label={`Bytes moved a second, lately ${formatRate(rates.at(-1) ?? 0)}, at most ${formatRate(Math.max(0, ...rates))}`}
      />
    </section>
  );
}

type Drawn = {
  readonly times: readonly number[];
  readonly rates: readonly number[];
  readonly width: number;
};

function draw(context: CanvasRenderingContext2D, { times, rates, width }: Drawn): void {
  const most = Math.max(1024, ...rates) * 1.1;
  const floor = HEIGHT - BOTTOM;
  const [from = 0, to = 0] = [times[0], times.at(-1)];
  const x = (at: number) => LEFT + ((at - from) / Math.max(1, to - from)) * (width - LEFT - 8);
  const y = (rate: number) => floor - (rate / most) * (floor - 8);
  context.clearRect(0, 0, width, HEIGHT);
  context.font = '12px system-ui, "DejaVu Sans", sans-serif';
  context.lineWidth = 1;
  for (let line = 0; line <= LINES; line += 1) {
    const rate = (most / 1.1 / LINES) * line;
    context.strokeStyle = colourOf("--line");
    context.fillStyle = colourOf("--quiet");
    context.textAlign = "right";
    context.fillText(formatRate(rate), LEFT - 8, y(rate) + 4);
    context.beginPath();
    context.moveTo(LEFT, y(rate));
    context.lineTo(width, y(rate));
    context.stroke();
  }
  if (times.length > 1) {
    writeTimes(context, { from, to, width });
    drawLine(
      context,
      times.map((at, index) => [x(at), y(rates[index] ?? 0)]),
      floor,
    );
  }
}

function writeTimes(
  context: CanvasRenderingContext2D,
  { from, to, width }: { readonly from: number; readonly to: number; readonly width: number },
): void {
  context.textAlign = "left";
  context.fillText(formatClock(from * 1000), LEFT, HEIGHT - 6);
  context.textAlign = "right";
  context.fillText(formatClock(to * 1000), width - 4, HEIGHT - 6);
}

function drawLine(
  context: CanvasRenderingContext2D,
  points: readonly (readonly [number, number])[],
  floor: number,
): void {
  const [first, last] = [points[0] ?? [0, 0], points.at(-1) ?? [0, 0]];
  context.beginPath();
  for (const [x, y] of points) {
    context.lineTo(x, y);
  }
  context.lineWidth = 2;
  context.strokeStyle = colourOf("--active");
  context.stroke();
  context.lineTo(last[0], floor);
  context.lineTo(first[0], floor);
  context.globalAlpha = 0.18;
  context.fillStyle = colourOf("--active");
  context.fill();
  context.globalAlpha = 1;
}
