/** Refuses a request for no reason of the store's own, with any status and code. */
export class InjectedErrorResponse extends Error {
  override readonly name = "InjectedErrorResponse";
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string) {
    super("This failure was ordered by a fault rule.");
    this.status = status;
    this.code = code;
  }
}
