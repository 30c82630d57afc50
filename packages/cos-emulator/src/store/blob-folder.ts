import { mkdirSync } from "node:fs";
import { rm } from "node:fs/promises";

/**
 * The folder with the files of one upload, and later of the object that was made of it: Complete
 * moves no byte. A discarded folder is removed when no request reads from it or writes to it any more,
 * so that a GET ends with the version it began with, and an abort does not race with a part.
 */
export class BlobFolder {
  readonly path: string;
  #userCount = 0;
  #isDiscarded = false;

  constructor(path: string) {
    this.path = path;
  }

  create(): void {
    mkdirSync(this.path);
  }

  /** Keeps the files until it is disposed of. */
  hold(): AsyncDisposable {
    this.#userCount += 1;
    return {
      [Symbol.asyncDispose]: async () => {
        this.#userCount -= 1;
        await this.#removeIfUnused();
      },
    };
  }

  /** Never rejects. Resolves at once while the folder is held: the last holder removes it. */
  async discard(): Promise<void> {
    this.#isDiscarded = true;
    await this.#removeIfUnused();
  }

  async #removeIfUnused(): Promise<void> {
    if (this.#isDiscarded && this.#userCount === 0) {
      // What replaced the folder is in place already and must not fail with it. A folder that stays
      // behind belongs to nothing and goes when the store opens again.
      await rm(this.path, { recursive: true, force: true }).catch((error: unknown) => {
        process.emitWarning(error instanceof Error ? error : String(error));
      });
    }
  }
}
