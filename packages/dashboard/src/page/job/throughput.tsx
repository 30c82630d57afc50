import type { JobView } from "@penstock/wire";
import { useEffect, useRef } from "preact/hooks";
import type { Options } from "uplot";
import { formatRate } from "../data/format.ts";
import { ratesOf } from "../data/rates.ts";

const HEIGHT = 180;
const WINDOW_S = 60;
const TIME = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });

/** Bytes stored a second, over the time that this page is open. */
export function Throughput({ job }: { readonly job: JobView }) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<{ setData(data: [number[], number[]]): void } | undefined>(undefined);
  const data = ratesOf(job.id);
  useEffect(() => {
    const element = place.current;
    if (element === null) {
      return;
    }
    let isGone = false;
    let release = () => {};
    void import("uplot").then(({ default: UPlot }) => {
      if (isGone) {
        return;
      }
      const made = new UPlot(optionsOf(element), ratesOf(job.id), element);
      chart.current = made;
      const observer = new ResizeObserver(() =>
        made.setSize({ width: element.clientWidth, height: HEIGHT }),
      );
      observer.observe(element);
      release = () => {
        observer.disconnect();
        made.destroy();
      };
    });
    return () => {
      isGone = true;
      release();
    };
  }, [job.id]);
  chart.current?.setData(data);
  const last = data[1].at(-1);
  return (
    <section class="panel">
      <h2>Throughput</h2>
      <div
        ref={place}
        class="chart"
        role="img"
        aria-label={`Bytes stored a second, now ${formatRate(last ?? 0)}`}
      />
    </section>
  );
}

function optionsOf(element: HTMLElement): Options {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name);
  const axis = {
    stroke: () => getComputedStyle(element).getPropertyValue("--chart-text") || colour("color"),
    grid: { stroke: "rgba(128,128,128,0.25)", width: 1 },
    ticks: { stroke: "rgba(128,128,128,0.25)", width: 1 },
  };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    axes: [
      { ...axis, space: 110, values: (_, values) => values.map((at) => TIME.format(at * 1000)) },
      { ...axis, size: 84, values: (_, values) => values.map(formatRate) },
    ],
    scales: {
      x: { range: (_, __, latest) => [latest - WINDOW_S, latest] },
      y: { range: (_, __, most) => [0, Math.max(1024, most * 1.1)] },
    },
    series: [
      {},
      { points: { show: false }, stroke: "#4aa3ff", width: 2, fill: "rgba(74,163,255,0.18)" },
    ],
  };
}
