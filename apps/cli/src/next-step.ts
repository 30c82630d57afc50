/** What helps against a failure, for the codes where a person can do something. */
const NEXT_STEPS: Readonly<Record<string, string>> = {
  "request-invalid": "Correct the values named above; --help after the command lists its options.",
  "settings-invalid": "Correct the variables or the file named above.",
  unauthenticated:
    "Set PENSTOCK_KEY or PENSTOCK_KEY_FILE to a key of this API; `penstock key create` makes one.",
  "scope-missing": "Use a key with that scope, or ask those who manage the API for one.",
  "rate-limited": "Try again in a moment.",
  "not-found": "`penstock ls` lists the jobs.",
  "state-conflict": "`penstock show JOB` shows its state.",
  "connection-unknown":
    "`penstock conn ls` lists the connections, and `penstock conn add` makes one.",
  "connection-pending": "Try again in some seconds.",
  "connection-unsuitable": "Choose a connection that can be written to, such as a bucket.",
  "address-blocked":
    "Use a public address, or have the operator make it a connection of penstock.config.json, or open its network with PENSTOCK_ALLOW_NETWORKS.",
  "key-invalid": "Rename the object, or choose another key for it.",
  "plan-impossible": "Leave out --part-size, or use a size named above.",
  "source-missing": "Check the source's key, then copy again.",
  "source-forbidden": "Check that the workers may read the source: its connection and its rights.",
  "source-url-expired":
    "Give the job a new URL of the same object: `penstock renew JOB URL`. What is stored already stays.",
  "manifest-url-expired":
    "Copy again with a new URL of the manifest, which is good for as long as it is read.",
  "source-changed": "Copy again when no program writes to the source any more.",
  "source-range-ignored":
    "The source cannot be read in parts: serve it from a server that honours Range requests.",
  "source-unusable":
    "Leave it out with --exclude, or put the object itself where the link points from.",
  "source-archived": "Restore it at its store, then copy again.",
  "selection-empty":
    "Check the source and its globs, and end a prefix that is a folder with a slash; one object is copied without -r. --allow-empty makes an empty list a success.",
  "store-refused": "Check the credentials and rights of the destination's connection.",
  "store-rejected":
    "The store does not accept this request: change the option that its message names (--storage-class, --acl, --tag, --metadata, --part-size), then copy again.",
  "store-missing": "Check the bucket's name and region in the destination's connection.",
  "credentials-expired": "Renew the credentials of the connection.",
  "credentials-unavailable":
    "See why the machines of the workers are given no credentials: role, token file, metadata service.",
  "clock-skewed": "Correct the clock of the workers' machines.",
  "sealing-key-missing":
    "Set PENSTOCK_SEALING_KEY (openssl rand -base64 32) to the same key for every process.",
  "sealed-text-invalid": "Give the secret again.",
  "integrity-mismatch":
    "The stored object differs from what was read: do not use it, copy again, and check the hardware.",
  "ledger-full": "Try again later; if this persists, give Redis more memory (maxmemory).",
  "ledger-unavailable": "Check that Redis runs, then try again.",
};

export function nextStepFor(code: string): string {
  return NEXT_STEPS[code] ?? "Try again. The logs of the API and the workers say more.";
}

/** Groups of commands whose `ls` shows what they can be asked for. */
const LISTED = ["conn", "uploads", "schedule", "webhook", "tenant", "key", "worker"];

/** Of what a command of this group may not do to a thing in its state. */
export function nextStepOfConflict(group: string | undefined): string {
  if (group === "login") {
    return "Open the address of the API in a browser.";
  }
  return LISTED.includes(group ?? "") ? nextStepOfMissing(group) : nextStepFor("state-conflict");
}

/** Of what a command of this group could not find. */
export function nextStepOfMissing(group: string | undefined): string {
  return LISTED.includes(group ?? "")
    ? `\`penstock ${group} ls\` lists what there is.`
    : nextStepFor("not-found");
}
