import { signal } from "@preact/signals";

const narrow = matchMedia("(max-width: 760px)");
const isNarrow = signal(narrow.matches);

narrow.addEventListener("change", ({ matches }) => {
  isNarrow.value = matches;
});

/** Whether the page is as narrow as a telephone, by the same measure as the style sheet. */
export function useNarrow(): boolean {
  return isNarrow.value;
}
