// A key lets its bearer ask the API: how much, for whom, until when.

/** Each allows what those before it allow. */
export const SCOPES = ["read", "operate", "admin"] as const;
export type KeyScope = (typeof SCOPES)[number];

export function allows(has: KeyScope, needed: KeyScope): boolean {
  return SCOPES.indexOf(has) >= SCOPES.indexOf(needed);
}

/** As it is kept: a reader of it cannot ask with it. */
export type ApiKey = {
  readonly id: string;
  /** Says whose it is, to people. */
  readonly name: string;
  readonly scope: KeyScope;
  /** The only one that it is for; left out: for all. */
  readonly tenant?: string;
  readonly secretHash: string;
  readonly createdAtMs: number;
  readonly createdBy: string;
  /** Left out: never. */
  readonly expiresAtMs?: number;
};

/** Who asks the API, however that was shown. */
export type Caller = {
  /** For logs, limits and people: the id of a key, or what stands in place of one. */
  readonly id: string;
  readonly scope: KeyScope;
  /** The only one that is asked for; left out: any. */
  readonly tenant?: string;
  /** When what was shown is over; left out: never. */
  readonly untilMs?: number;
};

/** 160 random bits: no hash of it is worth guessing at, however fast it is made. */
export const SECRET_BYTES = 20;

const KEY_TEXT = /^(key_[0-9a-z]{26})_[0-9a-f]{40}$/;

/** What its bearer sends. Its beginning is the id, by which it is listed and revoked. */
export function keyTextOf(id: string, secret: Uint8Array): string {
  if (secret.length !== SECRET_BYTES) {
    throw new RangeError(`the secret of a key has ${SECRET_BYTES} bytes, got ${secret.length}`);
  }
  return `${id}_${Array.from(secret, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** Undefined for a text that is no key of ours. */
export function idOfKeyText(text: string): string | undefined {
  return KEY_TEXT.exec(text)?.[1];
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._@ -]{0,59}$/;

export const KEY_NAME_RULE =
  "write up to 60 letters, digits, blanks and . _ @ -, beginning with a letter or digit";

export function isKeyName(name: string): boolean {
  return NAME.test(name);
}

export function isExpired({ expiresAtMs }: Pick<ApiKey, "expiresAtMs">, nowMs: number): boolean {
  return expiresAtMs !== undefined && nowMs >= expiresAtMs;
}
