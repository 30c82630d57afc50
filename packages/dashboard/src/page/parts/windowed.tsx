import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

export type Line = {
  readonly key: string;
  readonly heightPx: number;
  readonly content: () => ComponentChildren;
};

/** Beyond the screen, so that fast scrolling shows no gap. */
const MARGIN_PX = 600;

/** A list of any length of which only what is on the screen exists. */
export function Windowed(props: { readonly lines: readonly Line[]; readonly onEnd: () => void }) {
  const { lines, onEnd } = props;
  const list = useRef<HTMLUListElement>(null);
  const view = useSignal({ fromPx: 0, toPx: 2000 });
  useEffect(() => {
    let isAsked = false;
    const look = () => {
      isAsked = false;
      const topPx = list.current?.getBoundingClientRect().top ?? 0;
      view.value = { fromPx: -topPx - MARGIN_PX, toPx: window.innerHeight - topPx + MARGIN_PX };
    };
    const ask = () => {
      if (!isAsked) {
        isAsked = true;
        requestAnimationFrame(look);
      }
    };
    look();
    window.addEventListener("scroll", ask, { passive: true });
    window.addEventListener("resize", ask);
    return () => {
      window.removeEventListener("scroll", ask);
      window.removeEventListener("resize", ask);
    };
  }, [view]);
  const { fromPx, toPx } = view.value;
  const { shown, totalPx } = visible(lines, fromPx, toPx);
  useEffect(() => {
    if (toPx >= totalPx) {
      onEnd();
    }
  });
  return (
    <ul ref={list} class="windowed" style={{ height: `${totalPx}px` }}>
      {shown.map(({ line, topPx }) => (
        <li key={line.key} style={{ top: `${topPx}px`, height: `${line.heightPx}px` }}>
          {line.content()}
        </li>
      ))}
    </ul>
  );
}

function visible(lines: readonly Line[], fromPx: number, toPx: number) {
  const shown: { readonly line: Line; readonly topPx: number }[] = [];
  let totalPx = 0;
  for (const line of lines) {
    if (totalPx + line.heightPx > fromPx && totalPx < toPx) {
      shown.push({ line, topPx: totalPx });
    }
    totalPx += line.heightPx;
  }
  return { shown, totalPx };
}
