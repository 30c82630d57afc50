/** A list of ten million has as many, by a thousand a page. */
const MAX_PAGES = 10_000;

/** Where the pages of a list have led so far. A list that leads back, or on without end, has no end. */
export class PageMarkers {
  readonly #seen = new Set<string>();

  /** @returns whether the page behind this marker may be asked for */
  leadOn(...marker: readonly (string | undefined)[]): boolean {
    const key = JSON.stringify(marker);
    const isNew = !this.#seen.has(key) && this.#seen.size < MAX_PAGES;
    this.#seen.add(key);
    return isNew;
  }
}
