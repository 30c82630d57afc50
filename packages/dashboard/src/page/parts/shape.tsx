import type { Tone } from "../data/attention.ts";

const PATHS: Readonly<Record<Tone, string>> = {
  // Each differs in outline, not in colour alone: cross, triangle, arrow, ring, tick.
  bad: "M3 3l10 10M13 3L3 13",
  warn: "M8 2l6.5 12h-13zM8 6v4M8 12v.5",
  active: "M2 8h11M9 4l4 4-4 4",
  idle: "M8 2.5a5.5 5.5 0 100 11 5.5 5.5 0 000-11z",
  done: "M2.5 8.5l4 4 7-8.5",
};

function Shape({ tone }: { readonly tone: Tone }) {
  return (
    <svg class="shape" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[tone]} />
    </svg>
  );
}

export function Pill({ tone, word }: { readonly tone: Tone; readonly word: string }) {
  return (
    <span class={`pill ${tone}`}>
      <Shape tone={tone} />
      {word}
    </span>
  );
}
