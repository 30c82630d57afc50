import { settingList } from "./setting-table.ts";

/** docs/settings.md, one row per setting. */
export function settingsPage(): string {
  const settings = settingList().map(([, { name, defaultText, unit, meaning, roles }]) => [
    name,
    defaultText === "" ? "none" : `\`${defaultText}\``,
    unit,
    roles.join(", "),
    meaning,
  ]);
  const secretNames = settingList()
    .filter(([, { isSecret }]) => isSecret === true)
    .map(([, { name }]) => `\`${name}_FILE\``);
  return `# Settings

After this page you can configure each role. Settings are environment variables. An empty variable
counts as not set, all mistakes are reported together at start, and a \`PENSTOCK_\` name that nothing
reads is warned about, with the nearest name where one is near. Changes take effect at the next start.

${table([["Setting", "Default", "Written as", "Read by", "Meaning"], ...settings])}

A secret may come from a file instead: ${secretNames.join(", ")} names the file that holds it.

\`PENSTOCK_JOURNAL\` names a place in a store as \`penstock cp\` names a key: \`cloud:penstock-journal/\` is
the prefix \`penstock-journal/\` in the bucket of the connection \`cloud\`, with the slash at its end.
Everything else is a folder; one whose name looks like that is written with its path, \`./cloud:journal/\`.
A connection that does not exist or can only be read, and a bucket in which the process may not write,
read, list and delete, is refused at start. A store that is away is waited for: the log says so, and the
process is not ready before. No lifecycle rule may expire what lies below the prefix, and
the bucket should keep no versions: what is written of a finished job is deleted.

## Redis

${table(REDIS_FORMS)}

Each process tries at start what it needs of Redis, and ends with exit code 2 and one sentence where no
waiting helps: a wrong password, a database or a right that is missing, a certificate that is not
trusted. A Redis that is away, or still loading, is waited for. A user of Redis needs no more than this:

\`\`\`
ACL SETUSER penstock on '>PASSWORD' '~penstock:*' '~{penstock}:*' '&penstock:{*}:stop' +@all -@admin -@dangerous +info '+cluster|info'
\`\`\`

## Connections

\`penstock.config.json\` names the sources and stores that jobs may use;
\`penstock.config.example.json\` is one to start from. A process refuses a file with mistakes and
points at each of them.

${table(PROVIDERS)}

\`credentials\` are \`accessKeyId\`, \`secretAccessKey\` and perhaps \`sessionToken\`. Each is a reference,
\`env:NAME\` or \`file:/path\`, that is looked up for every request: a renewed file counts at once. A
secret itself is refused.

\`encryption\` asks the store to encrypt what the connection writes:

${table(ENCRYPTIONS)}

\`trafficLimit\` holds each request to COS to that many bytes a second, from \`100KiB\` to \`100MiB\`.
\`expectContinue: true\` waits for the store's leave before the bytes of a part are sent, so that a
rejection costs none.

\`penstock conn test NAME\` writes to a connection as transfers do and tells what works. It leaves one
object of a few MiB, \`penstock-connection-test/object\`, which the next test overwrites. Where
\`checksum\` is left out, new uploads use the strongest one that the test saw the store compare.
`;
}

const REDIS_FORMS = [
  ["Form", "Works"],
  [
    "`redis://USER:PASSWORD@HOST:PORT/DB`",
    "yes; user, password and database as far as they are needed. In a password `%` is written `%25`, `/` `%2F`, `#` `%23`, `@` `%40`, `:` `%3A`",
  ],
  [
    "`rediss://…`",
    "yes, TLS; an authority of your own is named by its file in `NODE_EXTRA_CA_CERTS`",
  ],
  [
    "a primary with replicas, behind an address that follows it",
    "yes; what a failover may lose without a journal stands in [guarantees.md](guarantees.md)",
  ],
  ["a cluster", "only of one node that owns all slots"],
  ["a Sentinel, a unix socket", "no"],
];

const PROVIDERS = [
  ["`provider`", "Fields, those in brackets if needed", "Can be written"],
  ["`file`", "`root`: an absolute folder that every worker sees", "no"],
  ["`http`", "`baseUrl`: keys are paths below it", "no"],
  [
    "`cos`",
    "`bucket` (NAME-APPID), `region`, `credentials`, [`endpoint`, `encryption`, `trafficLimit`, `expectContinue`]",
    "yes",
  ],
  [
    "`aws`, `r2`, `gcs`, `b2`, `oss`, `cos-s3`, `ceph`, `minio`, `swift`, `versitygw`, `other`",
    "`bucket`, `region`, `credentials`, [`endpoint`, `pathStyle`, `checksum`: `crc32` or `md5`, `maxParts`, `encryption`]",
    "yes",
  ],
];

const ENCRYPTIONS = [
  ["`encryption`", "Means"],
  ['`{ "kind": "store" }`', "keys that the store keeps (SSE-COS, SSE-S3)"],
  [
    '`{ "kind": "kms", "keyId": "…", "context": { … } }`',
    "a key of the key service; without `keyId` the account's default one; `context` is optional",
  ],
  [
    '`{ "kind": "customer", "key": "env:NAME" }`',
    "a key of your own (SSE-C): a reference to 32 bytes in base64. It goes with every request, so only over TLS or on this machine",
  ],
];

function table(rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const [head = [], ...body] = rows;
  return [line(head), `|${head.map(() => "---|").join("")}`, ...body.map(line)].join("\n");
}
