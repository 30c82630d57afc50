import { settingList } from "./setting-table.ts";

/** docs/settings.md, one row per setting. */
export function settingsPage(): string {
  const settings = settingList().map(([, { name, defaultText, unit, meaning, roles }]) => [
    name,
    `\`${defaultText}\``,
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
reads is warned about with the nearest name that exists. Changes take effect at the next start.

${table([["Setting", "Default", "Written as", "Read by", "Meaning"], ...settings])}

A secret may come from a file instead: ${secretNames.join(", ")} names the file that holds it.

## Connections

\`penstock.config.json\` names the sources and stores that jobs may use;
\`penstock.config.example.json\` is one to start from. A process refuses a file with mistakes and
points at each of them.

${table(PROVIDERS)}

\`credentials\` are \`accessKeyId\`, \`secretAccessKey\` and perhaps \`sessionToken\`. Each is a reference,
\`env:NAME\` or \`file:/path\`, that is looked up for every request: a renewed file counts at once. A
secret itself is refused.
`;
}

const PROVIDERS = [
  ["`provider`", "Fields, those in brackets if needed", "Can be written"],
  ["`file`", "`root`: an absolute folder that every worker sees", "no"],
  ["`http`", "`baseUrl`: keys are paths below it", "no"],
  ["`cos`", "`bucket` (NAME-APPID), `region`, `credentials`, [`endpoint`]", "yes"],
  [
    "`aws`, `r2`, `gcs`, `b2`, `oss`, `cos-s3`, `ceph`, `minio`, `swift`, `versitygw`, `other`",
    "`bucket`, `region`, `credentials`, [`endpoint`, `pathStyle`, `checksum`: `crc32` or `md5`]",
    "yes",
  ],
];

function table(rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const [head = [], ...body] = rows;
  return [line(head), `|${head.map(() => "---|").join("")}`, ...body.map(line)].join("\n");
}
