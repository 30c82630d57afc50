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
counts as not set. At start a process reports all wrong settings together. It warns about a \`PENSTOCK_\` variable that
it does not know, and suggests a similar name if there is one. Changes take effect at the next start.

${table([["Setting", "Default", "Written as", "Read by", "Meaning"], ...settings])}

A process can read a secret from a file instead: ${secretNames.slice(0, -1).join(", ")} and ${secretNames.at(-1)} name
the files.

In \`PENSTOCK_JOURNAL\`, write a place in a store as in \`penstock cp\`: \`cloud:penstock-journal/\` is the prefix
\`penstock-journal/\` in the bucket of the connection \`cloud\`; it ends in a slash. Any other value is a folder. If the
name of a folder looks like a connection, write it with its path: \`./cloud:journal/\`.

A process refuses to start if the connection does not exist or cannot be written, or if the process may not write,
read, list and delete in the bucket. If the store cannot be reached, the process waits for it, logs this, and is not
ready before. No lifecycle rule may expire objects below the prefix. The bucket should not keep versions, because
Penstock deletes the records of finished jobs.

## Redis

${table(REDIS_FORMS)}${TRIED_WITH}

At start each process tries everything that it needs from Redis. If waiting cannot help, it ends with exit code 2
and one sentence: the password is wrong, the database or a right is missing, the certificate is not trusted. If Redis
cannot be reached or is still loading, the process waits. A Redis user needs only these rights:

\`\`\`
ACL SETUSER penstock on '>PASSWORD' '~penstock:*' '~{penstock}:*' '&penstock:{*}:stop' +@all -@admin -@dangerous +info '+cluster|info'
\`\`\`

## Connections

\`penstock.config.json\` describes the sources and stores that jobs may use. Start from
\`penstock.config.example.json\`. A process refuses a file with errors and lists all of them.

${table(PROVIDERS)}

\`credentials\` say whom requests are made as:

${table(CREDENTIALS)}

${CREDENTIALS_TEXT}

\`encryption\` asks the store to encrypt the objects that the connection writes:

${table(ENCRYPTIONS)}

\`trafficLimit\` limits each request to COS to so many bytes per second, from \`100KiB\` to \`100MiB\`.
With \`expectContinue: true\` a part's bytes are sent only after the store has accepted the request's headers
(\`100 Continue\`), so that a rejected request transfers no bytes.

\`penstock conn test NAME\` writes to a connection in the way transfers do, and reports what works. It leaves one
object of a few MiB, \`penstock-connection-test/object\`, which the next test overwrites. If a connection names no
\`checksum\`, new uploads use the strongest one that the test saw the store compare.
`;
}

const REDIS_FORMS = [
  ["Form", "Works"],
  [
    "`redis://USER:PASSWORD@HOST:PORT/DB`",
    "yes; user, password and database only if Redis needs them. In the password, write `%` as `%25`, `/` as `%2F`, `#` as `%23`, `@` as `%40` and `:` as `%3A`",
  ],
  [
    "`rediss://…`",
    "yes, with TLS. `PENSTOCK_REDIS_CA` names a certificate authority of your own, `PENSTOCK_REDIS_CERTIFICATE` what Redis asks its clients for",
  ],
  [
    "a primary with replicas, behind an address that always leads to the primary",
    "yes. [guarantees.md](guarantees.md) says what a failover may lose without a journal",
  ],
  [
    "`redis+sentinel://USER:PASSWORD@HOST:PORT,HOST:PORT/NAME/DB`",
    "yes: the primary NAME that these Sentinels watch (port 26379 unless given); user and password are those of Redis, `?sentinelPassword=…` is that of the Sentinels; `rediss+sentinel://` speaks TLS with both. A failover takes as long as the Sentinels need; guarantees.md says what it may lose",
  ],
  [
    "`redis+cluster://USER:PASSWORD@HOST:PORT,HOST:PORT`",
    "yes: any nodes of a cluster, which name all others; `rediss+cluster://` with TLS. Each tenant lies on one node, and the queues of all on another",
  ],
  ["`unix:///PATH?db=DB`", "yes: the socket of a server on the same machine"],
];

const TRIED_WITH =
  "\n\nTried with Redis 7.0 and with Valkey 8.0 and 8.1, which takes the place of Redis under the same URLs.";

const PROVIDERS = [
  ["`provider`", "Fields; those in brackets are optional", "Can be written"],
  ["`file`", "`root`: an absolute path of a folder that every worker can read", "no"],
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

const CREDENTIALS_TEXT = `Each key is a reference, \`env:NAME\` or \`file:/path\`, and is read for every request, so a new file takes effect at once. A
process refuses a file that contains a secret itself. Credentials of a role are asked for once by each process, whatever the
number of its connections, and renewed five minutes before they expire. \`requestPayer: true\` of an S3 connection lets the account
of the credentials pay for what is read. \`penstock conn test NAME\` says whom the connection acts as.

[connections.md](connections.md) says more of them, of \`proxy\` (a proxy that takes CONNECT: its URL, a reference, or \`none\`) and of
\`ca\` (a file of authorities), which connections of \`http\`, \`cos\` and S3 stores may have. Without \`proxy\` the variables
\`HTTPS_PROXY\`, \`HTTP_PROXY\` and \`NO_PROXY\` count.`;

const CREDENTIALS = [
  ["`credentials`", "Means"],
  [
    '`{ "accessKeyId": "env:ID", "secretAccessKey": "env:KEY" }`',
    "a key; for a temporary one also `sessionToken`",
  ],
  [
    '`{ "kind": "aws" }`',
    "what the AWS SDK finds first: variables, web identity (IRSA), shared files, the role of the container, pod or instance. `profile` names one of the files",
  ],
  [
    '`{ "kind": "tencent" }`',
    "the role of the pod in TKE (its `TKE_` variables), else that of the machine (CVM)",
  ],
  [
    '`{ "kind": "role", "roleArn": "…", "from": { … } }`',
    "a role that other credentials may assume, at the token service of AWS, or for COS of Tencent Cloud. Optional: `sessionName`, `externalId`, `durationSeconds`, `stsEndpoint`",
  ],
  ['`{ "kind": "anonymous" }`', "no account: nothing is signed, for public buckets as a source"],
];

const ENCRYPTIONS = [
  ["`encryption`", "Means"],
  ['`{ "kind": "store" }`', "with keys of the store (SSE-COS, SSE-S3)"],
  [
    '`{ "kind": "kms", "keyId": "…", "context": { … } }`',
    "with a key of the key service. Without `keyId` the account's default key is used; `context` is optional",
  ],
  [
    '`{ "kind": "customer", "key": "env:NAME" }`',
    "with a key of your own (SSE-C): a reference to 32 bytes in base64. The key is part of every request, so it is sent only over TLS or inside this machine",
  ],
];

function table(rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const [head = [], ...body] = rows;
  return [line(head), `|${head.map(() => "---|").join("")}`, ...body.map(line)].join("\n");
}
