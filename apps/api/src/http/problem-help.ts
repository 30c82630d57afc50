import { ERRORS, type ErrorCode, type Retry } from "@penstock/core";

type Help = {
  readonly title: string;
  /** What to do about it. */
  readonly cure: string;
};

/** A failure of the API itself: its details are in the log, under the request id. */
export const INTERNAL = "internal";

/** What a person is told about each code. The compiler refuses a code without help. */
const HELP: Readonly<Record<ErrorCode | typeof INTERNAL, Help>> = {
  "request-invalid": {
    title: "The request is not valid",
    cure: "Correct what `errors` points at.",
  },
  "request-too-large": {
    title: "The request is too large",
    cure: "Send at most 64 KiB, or 512 KiB and 100 jobs to `jobs:batch`.",
  },
  "origin-refused": {
    title: "The request comes from another origin or for another host",
    cure: "Use the API's own address. If clients use another name for it, set PENSTOCK_PUBLIC_URL.",
  },
  "connection-forbidden": {
    title: "The tenant may not name this connection",
    cure: "Name one of those that the message lists, or let an operator add it: `penstock tenant set NAME --connection …`.",
  },
  "quota-exceeded": {
    title: "The tenant has as many jobs as it may have",
    cure: "Send the job again when one of them has ended, or let an operator raise the quota: `penstock tenant set NAME --jobs …`.",
  },
  "tenant-refused": {
    title: "The request may not name a tenant",
    cure: "Leave the header Penstock-Tenant out, or send the request from the API's own machine.",
  },
  unauthenticated: {
    title: "The request does not show who sends it",
    cure: "Send a key as `Authorization: Bearer KEY`. `penstock key create` makes one; the command line sends PENSTOCK_KEY.",
  },
  "scope-missing": {
    title: "The key may not do this",
    cure: "Use a key with the scope that the message names.",
  },
  "rate-limited": {
    title: "The key sends too many requests",
    cure: "Send the next one after `Retry-After` seconds. `RateLimit-Policy` says how many there may be.",
  },
  "issuer-unreachable": {
    title: "The issuer of tokens does not respond",
    cure: "Try again in a moment. Check that the api reaches PENSTOCK_OIDC_ISSUER, or PENSTOCK_OIDC_JWKS_URL.",
  },
  "method-not-allowed": {
    title: "The path does not take this method",
    cure: "Use one that `Allow` lists.",
  },
  "not-acceptable": {
    title: "The response has none of the formats that the client takes",
    cure: "Leave `Accept` out, or name a format that the message lists.",
  },
  "media-type-unsupported": {
    title: "The body's format is not supported",
    cure: "Send JSON in UTF-8 as `application/json`, neither compressed nor in another charset.",
  },
  "idempotency-mismatch": {
    title: "The Idempotency-Key was used for another request",
    cure: "Send a new request with a new key. The message names the job that the first one made.",
  },
  "precondition-failed": {
    title: "What was to be changed has been changed since",
    cure: "Read it again, decide again, and send the change with the new `ETag` as `If-Match`.",
  },
  "not-implemented": {
    title: "This version cannot do that",
    cure: "Leave out what the message names. Nothing was done.",
  },
  "server-busy": {
    title: "Too many such requests are in progress",
    cure: "Try again after `Retry-After` seconds.",
  },
  "not-found": { title: "There is no such thing", cure: "Check the id and the path." },
  "state-conflict": {
    title: "The state does not allow this",
    cure: "Read the resource: its `actions` say what is possible.",
  },
  "connection-unknown": {
    title: "There is no such connection",
    cure: "Name one that `GET /v1/connections` lists, or make it: `POST /v1/connections`, or penstock.config.json.",
  },
  "connection-pending": {
    title: "The connection is not known here yet",
    cure: "Wait some seconds: this process reads the configuration again.",
  },
  "connection-unsuitable": {
    title: "The connection cannot do this",
    cure: "Objects are written to connections whose `isWritable` is true.",
  },
  "address-blocked": {
    title: "The address is inside this network",
    cure: "Use a public address. The operator can make it a connection of penstock.config.json, or open its network with PENSTOCK_ALLOW_NETWORKS.",
  },
  "key-invalid": { title: "The key cannot be used", cure: "Rename the object." },
  "plan-impossible": {
    title: "The object cannot be split into parts",
    cure: "Leave `partSize` out, or choose one that the message names.",
  },
  "selection-empty": {
    title: "The selection names nothing",
    cure: "Correct the prefix, the globs or the manifest, or allow an empty selection.",
  },
  "journal-required": {
    title: "This deployment has no journal",
    cure: "Set PENSTOCK_JOURNAL for every api and coordinator, then restart them.",
  },
  "manifest-invalid": {
    title: "The manifest cannot be read",
    cure: "Correct what the message names, or have broken lines skipped and counted.",
  },
  "manifest-url-expired": {
    title: "The signed URL of the manifest has expired",
    cure: "Submit the job again with a new URL. It has to be good for as long as the manifest is read.",
  },
  "settings-invalid": {
    title: "The settings are wrong",
    cure: "Correct the settings or penstock.config.json, then restart.",
  },
  "source-missing": { title: "The source has no such object", cure: "Check the source key." },
  "source-forbidden": {
    title: "The source refuses to be read",
    cure: "Check the rights of the connection's credentials.",
  },
  "source-url-expired": {
    title: "The signed URL of the source has expired",
    cure: 'Give the job a new URL of the same object: PATCH /v1/jobs/{id} with {"source":{"url":"…"}}. What is stored already stays.',
  },
  "source-changed": {
    title: "The source changed during the transfer",
    cure: "The transfer starts over by itself, at most twice. Finish writing the source before you copy it.",
  },
  "source-unusable": {
    title: "The source cannot be read as an object",
    cure: "The detail says why. Serve it as a regular file, or name the address that it redirects to.",
  },
  "source-archived": {
    title: "The source's object is archived",
    cure: "Restore the object at its store, then retry its row.",
  },
  "source-range-ignored": {
    title: "The source cannot be read in ranges",
    cure: "Only objects that fit one request can be read from it.",
  },
  "source-response-invalid": {
    title: "The source sent a response that cannot be trusted",
    cure: "Look for a proxy or cache between the workers and the source.",
  },
  "source-length-wrong": {
    title: "The source sent too few or too many bytes",
    cure: "It is tried again. If it persists, look for a proxy that cuts connections.",
  },
  "listing-invalid": {
    title: "A list of keys cannot be believed",
    cure: "Have the store's listing checked, or name the keys one by one.",
  },
  "source-throttled": {
    title: "The source throttles",
    cure: "Nothing: Penstock slows down by itself. Fewer worker slots help.",
  },
  "source-unreachable": {
    title: "The source does not respond",
    cure: "It is tried again. Check the network and the connection's address.",
  },
  "store-refused": {
    title: "The store refuses to be written",
    cure: "Check the rights of the connection's credentials, and the bucket's policy. A bucket that enforces conditional writes takes only jobs with overwrite: never.",
  },
  "store-missing": { title: "The bucket does not exist", cure: "Check bucket and region." },
  "store-rejected": {
    title: "The store does not accept the request",
    cure: "The message contains the store's own code. Check the connection's provider.",
  },
  "store-throttled": {
    title: "The store throttles",
    cure: "Nothing: Penstock slows down by itself. Fewer worker slots help.",
  },
  "store-conflict": {
    title: "Another request changed the object at the same time",
    cure: "It is tried again. Let only one writer use a key.",
  },
  "upload-superseded": {
    title: "Another request changed the object before the upload was completed",
    cure: "It is uploaded once more. Let only one writer use a key.",
  },
  "store-response-invalid": {
    title: "The store sent a response that cannot be trusted",
    cure: "It is tried again. Check the connection's provider and endpoint.",
  },
  "store-unreachable": {
    title: "The store does not respond",
    cure: "It is tried again. Check the network and the connection's endpoint.",
  },
  "credentials-expired": {
    title: "The credentials have expired",
    cure: "Renew them. A new file is used at once; after a change of a variable, restart the processes.",
  },
  "credentials-unavailable": {
    title: "A process is given no credentials",
    cure: "The message says what its role, token or metadata service answers. It is asked again.",
  },
  "clock-skewed": {
    title: "The clock of a machine is wrong",
    cure: "Correct the clock of the machine that the failure names; stores refuse clocks that are 15 minutes off.",
  },
  "checksum-mismatch": {
    title: "Bytes were damaged on the way",
    cure: "The part is sent again. If it persists, check the network and the machine's memory.",
  },
  "parts-refused": {
    title: "Parts are missing at the store",
    cure: "The missing parts are sent again.",
  },
  "upload-gone": {
    title: "The store has forgotten the upload",
    cure: "The transfer starts over. Lengthen the bucket's lifecycle rule that aborts incomplete uploads.",
  },
  "destination-exists": {
    title: "The destination exists already",
    cure: 'Send `"overwrite": "always"`, or choose another key.',
  },
  "sealing-key-missing": {
    title: "A secret cannot be sealed or opened",
    cure: "Set PENSTOCK_SEALING_KEY to the same keys for every process, and restart them.",
  },
  "sealed-text-invalid": {
    title: "A sealed secret was altered",
    cure: "Give the secret again.",
  },
  "integrity-mismatch": {
    title: "The stored object differs from the source",
    cure: "Do not use the object. Submit the job again, and report it with both checksums.",
  },
  "attempts-exhausted": {
    title: "Every worker that tried the part died",
    cure: "Look at the logs of the workers that the failures name, then submit the job again.",
  },
  "unexpected-error": {
    title: "Something failed unexpectedly",
    cure: "Report it with the log line of the process that the failures name: it is a bug.",
  },
  "attempt-interrupted": {
    title: "A worker stopped during the attempt",
    cure: "Nothing: another worker takes the part.",
  },
  "held-back": {
    title: "A limit or a connection lets nothing run now",
    cure: "Nothing: it continues when the window or the pause is over. penstock explain JOB says until when.",
  },
  cancelled: { title: "The job was cancelled", cure: "Submit it again if it was a mistake." },
  "ledger-unavailable": {
    title: "Redis cannot be used now",
    cure: "Try again in a moment. Running jobs continue when Redis is back.",
  },
  "ledger-full": {
    title: "Redis has no memory for more jobs",
    cure: "Send the job again later: running jobs continue. If it persists, give Redis more memory (maxmemory).",
  },
  "journal-unavailable": {
    title: "The journal cannot be written now",
    cure: "Try again in a moment. Free some space in the folder or bucket of PENSTOCK_JOURNAL, and let the api write there.",
  },
  [INTERNAL]: {
    title: "Something went wrong inside Penstock",
    cure: "Look for the request id in the API's log.",
  },
};

const CONSEQUENCE: Readonly<Record<Retry, string>> = {
  again: "Penstock tries again after a pause; the attempt counts.",
  wait: "Penstock tries again after a pause; the attempt does not count.",
  replan: "The transfer starts over.",
  never: "Penstock does not try again.",
};

export type HelpCode = keyof typeof HELP;

export function titleOf(code: HelpCode): string {
  return HELP[code].title;
}

/** What to do about it. */
export function cureOf(code: HelpCode): string {
  return HELP[code].cure;
}

/** The text behind a problem's `type`, as Markdown; undefined for an unknown code. */
export function helpPage(code: string): string | undefined {
  if (!isHelpCode(code)) {
    return undefined;
  }
  const { title, cure } = HELP[code];
  const consequence =
    code === INTERNAL ? "" : `\nIn a transfer: ${CONSEQUENCE[ERRORS[code].retry]}\n`;
  return `# ${title}\n\nCode: \`${code}\`\n\n${cure}\n${consequence}`;
}

function isHelpCode(code: string): code is HelpCode {
  return Object.hasOwn(HELP, code);
}
