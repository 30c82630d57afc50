// Keys that work on every page, as long as no text is typed.

/** `/` goes to the search, `j` and `k` to the next and the previous row, `p` to Pause or Resume. */
export function followKeys(): void {
  document.addEventListener("keydown", (event) => {
    const isTyping =
      event.target instanceof Element && event.target.matches("input, select, textarea");
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const act = ACTIONS[event.key];
    if (act !== undefined && document.querySelector("dialog[open]") === null) {
      act();
      event.preventDefault();
    }
  });
}

const ACTIONS: Readonly<Record<string, () => void>> = {
  "/": () => document.querySelector<HTMLElement>('input[type="search"]')?.focus(),
  j: () => step(1),
  k: () => step(-1),
  p: () => document.querySelector<HTMLElement>("[data-key=p]")?.click(),
};

function step(by: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>(".job-row")];
  const focused = document.activeElement;
  const now = focused instanceof HTMLElement ? rows.indexOf(focused) : -1;
  rows[now === -1 ? 0 : Math.max(0, Math.min(rows.length - 1, now + by))]?.focus();
}
