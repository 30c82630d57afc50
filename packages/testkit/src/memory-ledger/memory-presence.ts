const TTL_MS = 15_000;

/** The processes of one kind that a memory ledger heard of, and when each last spoke. */
export class MemoryPresence<Presence extends { readonly id: string }> {
  readonly #known = new Map<string, { readonly presence: Presence; readonly atMs: number }>();

  /** Returns what it said before. */
  announce(presence: Presence, atMs: number): Presence | undefined {
    const before = this.#known.get(presence.id)?.presence;
    this.#known.set(presence.id, { presence, atMs });
    return before;
  }

  /** Returns whether it was known. */
  retire(id: string): boolean {
    return this.#known.delete(id);
  }

  clear(): void {
    this.#known.clear();
  }

  /** Returns those that are forgotten because they were silent for too long. */
  forgetSilent(nowMs: number): readonly Presence[] {
    const silent = [...this.#known.values()].filter(({ atMs }) => atMs < nowMs - TTL_MS);
    for (const { presence } of silent) {
      this.#known.delete(presence.id);
    }
    return silent.map(({ presence }) => presence);
  }

  all(): readonly (Presence & { readonly seenAtMs: number })[] {
    return [...this.#known.values()]
      .map(({ presence, atMs }) => ({ ...presence, seenAtMs: atMs }))
      .sort((one, other) => (one.id < other.id ? -1 : 1));
  }
}
