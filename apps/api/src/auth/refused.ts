import type { KeyScope } from "@penstock/core";
import { Rejection } from "../http/problem.ts";

const REALM = 'Bearer realm="penstock"';

/** A request that does not show who sends it (RFC 6750, 3). */
export class Unauthenticated extends Rejection {
  override readonly name = "Unauthenticated";
  /** It may be a guess: what was sent was never a key of this deployment, or is none any more. */
  readonly mayBeGuess: boolean;

  /** @param error what is wrong with what was sent; undefined where nothing of use was */
  constructor(error: "invalid_token" | undefined, detail: string, mayBeGuess = false) {
    const challenge = error === undefined ? REALM : `${REALM}, error="${error}"`;
    super("unauthenticated", 401, detail, { headers: { "www-authenticate": challenge } });
    this.mayBeGuess = mayBeGuess;
  }
}

/** A request of a caller that may do less. */
export class ScopeMissing extends Rejection {
  override readonly name = "ScopeMissing";

  constructor(scope: KeyScope, what: string) {
    const challenge = `${REALM}, error="insufficient_scope", scope="${scope}"`;
    super("scope-missing", 403, `this takes ${what}`, {
      headers: { "www-authenticate": challenge },
    });
  }
}
