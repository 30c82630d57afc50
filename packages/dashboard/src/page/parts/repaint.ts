import { type Signal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

/** What a canvas has to be drawn anew for: its width, and the colours of the theme. */
export type Repaint = { readonly width: Signal<number>; readonly theme: Signal<number> };

export function useRepaint(canvas: RefObject<HTMLCanvasElement | null>): Repaint {
  const width = useSignal(0);
  const theme = useSignal(0);
  useEffect(() => {
    const element = canvas.current;
    return element === null ? undefined : watch(element, { width, theme });
  }, [canvas, width, theme]);
  return { width, theme };
}

function watch(element: HTMLElement, { width, theme }: Repaint): () => void {
  knownColours.clear();
  const observer = new ResizeObserver(() => {
    width.value = element.clientWidth;
  });
  observer.observe(element);
  const repaint = () => {
    knownColours.clear();
    theme.value += 1;
  };
  const preference = matchMedia("(prefers-color-scheme: dark)");
  preference.addEventListener("change", repaint);
  const choice = new MutationObserver(repaint);
  choice.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  return () => {
    observer.disconnect();
    choice.disconnect();
    preference.removeEventListener("change", repaint);
  };
}

/** As many device pixels as the screen has; what is drawn is measured in CSS pixels. */
export function fit(canvas: HTMLCanvasElement, height: number): CanvasRenderingContext2D | null {
  const scale = window.devicePixelRatio;
  // A canvas has whole pixels only, and setting its size clears it.
  const [wide, tall] = [canvas.clientWidth, height].map((side) => Math.round(side * scale));
  if (
    wide !== undefined &&
    tall !== undefined &&
    (canvas.width !== wide || canvas.height !== tall)
  ) {
    canvas.width = wide;
    canvas.height = tall;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d");
  context?.setTransform(scale, 0, 0, scale, 0, 0);
  return context;
}

const knownColours = new Map<string, string>();

/** A canvas knows nothing of `light-dark()`: the colour that it comes to is asked of an element, once a theme. */
export function colourOf(name: string): string {
  const colour = knownColours.get(name) ?? askedColour(name);
  knownColours.set(name, colour);
  return colour;
}

function askedColour(name: string): string {
  const probe = document.createElement("i");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
