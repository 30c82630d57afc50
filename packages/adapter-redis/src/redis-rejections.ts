import { isPenstockError, PenstockError } from "@penstock/core";

const SETTING = "PENSTOCK_REDIS_URL";
const ACL_LINE = `docs/settings.md has the ACL line that is enough`;

export const NO_SUCH_DATABASE = "Redis has no database of this number";

type Rejection = { readonly pattern: RegExp; readonly sentence: (reply: string) => string };

/** Replies of a server that no waiting changes, each with what fixes it. Scripts wrap some of them. */
const REJECTIONS: readonly Rejection[] = [
  {
    pattern: /WRONGPASS|ERR invalid password|invalid username-password pair/,
    sentence: () =>
      "Redis refuses this user and password (WRONGPASS): write redis://USER:PASSWORD@HOST:PORT with those of an enabled user, and percent-encode the password",
  },
  {
    pattern: /NOAUTH|ERR AUTH .*called without any password/,
    sentence: () =>
      "Redis asks for a password (NOAUTH): write redis://:PASSWORD@HOST:PORT, and percent-encode the password",
  },
  {
    pattern: /NOPERM|ACL failure|can't run this command|no permissions? to (?:run|access)/i,
    sentence: (reply) => `the user of Redis lacks a right (${withoutCode(reply)}): ${ACL_LINE}`,
  },
  {
    pattern: /DB index is out of range|invalid DB index/,
    sentence: () => `${NO_SUCH_DATABASE}: write one that it has, redis://HOST:PORT/0`,
  },
  {
    pattern: /SELECT is not allowed in cluster mode/,
    sentence: () => "a Redis in cluster mode has only database 0: write redis://HOST:PORT/0",
  },
  {
    pattern: /^(?:MOVED|ASK|CROSSSLOT) /,
    sentence: () => "this is a node of a cluster: write redis+cluster://HOST:PORT,HOST:PORT",
  },
  {
    pattern: /^ERR unknown command/i,
    sentence: (reply) =>
      `this Redis lacks a command that is needed (${reply}): allow it, or use Redis 6.2 or later`,
  },
];

/** As OpenSSL and Node name what is wrong with a certificate. */
const CERTIFICATE_CODE =
  /^(?:UNABLE_TO_|CERT_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH|ERROR_IN_CERT)/;

const NO_TLS_CODE = /^(?:ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG)$/;

/** What ioredis's parser says of a TLS alert. */
const NO_REDIS_REPLY = /^Protocol error, got /;

/**
 * The failure to end a start with, where no waiting helps: the setting, what Redis says, and the line
 * that fixes it. Undefined for whatever may pass by itself.
 */
export function rejectionOf(error: unknown): PenstockError | undefined {
  if (isPenstockError(error, "settings-invalid")) {
    return error;
  }
  if (!(error instanceof Error)) {
    return undefined;
  }
  const sentence = sentenceOf(error);
  return sentence === undefined ? undefined : rejection(sentence);
}

export const NO_TLS_THERE = "Redis does not speak TLS on this port: write redis://";
export const ONLY_TLS_THERE = "Redis speaks only TLS on this port: write rediss://";

export function rejection(sentence: string): PenstockError {
  return new PenstockError("settings-invalid", `${SETTING}: ${sentence}`);
}

/** ioredis takes a text with the code for leave to continue without INFO. */
function withoutCode(reply: string): string {
  return reply.replaceAll(/\b(?:NOPERM|ERR) /g, "");
}

function sentenceOf(error: Error): string | undefined {
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (CERTIFICATE_CODE.test(code)) {
    return `the certificate of Redis is not trusted (${code}: ${error.message}): name its authority's file in PENSTOCK_REDIS_CA, and the host as the certificate does`;
  }
  if (NO_TLS_CODE.test(code) || /wrong version number/.test(error.message)) {
    return NO_TLS_THERE;
  }
  if (NO_REDIS_REPLY.test(error.message)) {
    return "what listens there does not answer as Redis does: write its port, and rediss:// where it speaks TLS";
  }
  return REJECTIONS.find(({ pattern }) => pattern.test(error.message))?.sentence(error.message);
}
