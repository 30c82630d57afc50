/** What helps against a failure, for the codes where a person can do something. */
const NEXT_STEPS: Readonly<Record<string, string>> = {
  "request-invalid": "Correct the values named above; --help after the command lists its options.",
  "settings-invalid": "Correct the variables or the file named above.",
  "not-found": "`penstock ls` lists the jobs.",
  "state-conflict": "`penstock show JOB` tells what state it is in.",
  "connection-unknown":
    "`penstock conn ls` lists the connections. A new one goes into the API's penstock.config.json, and all roles are started again.",
  "connection-unsuitable": "Choose a connection that can be written to, such as a bucket.",
  "key-invalid": "Rename the object, or choose another key for it.",
  "plan-impossible": "Leave out --part-size, or use a size named above.",
  "source-missing": "Check the source's key, then copy again.",
  "source-forbidden": "Check that the workers may read the source: its connection and its rights.",
  "source-changed": "Copy again when nobody writes to the source any more.",
  "source-range-ignored":
    "The source cannot be read in parts: serve it from a server that honours Range requests.",
  "store-refused": "Check the credentials and rights of the destination's connection.",
  "store-rejected":
    "The store takes no such request: change what it names (--storage-class, --acl, --tag, --metadata, --part-size), then copy again.",
  "store-missing": "Check the bucket's name and region in the destination's connection.",
  "credentials-expired": "Renew the credentials of the connection.",
  "clock-skewed": "Set the clock of the workers' machines.",
  "integrity-mismatch":
    "The stored object was not what was read: copy again, and look for bad hardware.",
  "ledger-full": "Try again later; if it stays, give Redis more memory (maxmemory).",
  "ledger-unavailable": "Check that Redis runs, then try again.",
};

export function nextStepFor(code: string): string {
  return NEXT_STEPS[code] ?? "Try again; the logs of the API and the workers tell more.";
}
