/**
 * Encrypts secrets that have to be stored: in Redis, in the journal, in a queue. What comes out is text that
 * tells nothing of the secret but its length.
 *
 * Both throw `sealing-key-missing` where this process has no key for it, which another process may have.
 */
export type Sealing = {
  /** @param purpose what the secret is for, as a path (`webhooks/NAME`): it is opened for nothing else */
  seal(text: string, purpose: string): string;
  /** Throws `sealed-text-invalid` for a text that was altered, or that was sealed for another purpose. */
  open(sealed: string, purpose: string): string;
};
