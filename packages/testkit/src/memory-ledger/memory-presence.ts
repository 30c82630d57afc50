const TTL_MS = 15_000;

/** The processes of one kind that a memory ledger heard of, and when each last spoke. */
export class MemoryPresence<Presence extends { readonly id: string }> {
  readonly #heard = new Map<string, { readonly presence: Presence; readonly atMs: number }>();

  announce(presence: Presence, atMs: number): void {
    this.#heard.set(presence.id, { presence, atMs });
  }

  retire(id: string): void {
    this.#heard.delete(id);
  }

  clear(): void {
    this.#heard.clear();
  }

  live(nowMs: number): readonly Presence[] {
    return [...this.#heard.values()]
      .filter(({ atMs }) => atMs >= nowMs - TTL_MS)
      .map(({ presence }) => presence)
      .sort((one, other) => (one.id < other.id ? -1 : 1));
  }
}
