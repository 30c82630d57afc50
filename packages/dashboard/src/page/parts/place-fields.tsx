import type { ConnectionPage } from "@penstock/wire";
import { query } from "../place.ts";
import { Choice, Field } from "./fields.tsx";

type Connections = ConnectionPage["data"];

const KINDS = ["one object", "all below a folder or prefix"] as const;
/** The first of each is what the API does where nothing is said. */
const OVERWRITES = {
  one: ["always", "never", "if_different"],
  many: ["if_different", "always", "never"],
} as const;

/** From where to where: what `POST /v1/jobs` takes, as far as most jobs need it. */
export function PlaceFields(props: { readonly connections: Connections; readonly hint: string }) {
  const { connections, hint } = props;
  const targets = connections.filter(({ isWritable }) => isWritable);
  return (
    <>
      <Choice name="from" label="From" values={connections.map(({ name }) => name)} />
      <Choice name="kind" label="What" values={KINDS} />
      <Field name="key" label="Key, path, folder or prefix" placeholder="in/2026/a.parquet" />
      <Choice name="to" label="To" values={targets.map(({ name }) => name)} />
      <Field
        name="target"
        label={`Key at the destination (${hint})`}
        placeholder="copies/a.parquet"
      />
      <Choice
        name="overwrite"
        label="Overwrite an object that is there already"
        values={OVERWRITES[isMany(query.value) ? "many" : "one"]}
      />
    </>
  );
}

/** The body of `POST /v1/jobs` for what the URL says. */
export function jobBodyOf(given: URLSearchParams, connections: Connections) {
  const from = given.get("from") ?? connections[0]?.name ?? "";
  const to = given.get("to") ?? connections.find(({ isWritable }) => isWritable)?.name ?? "";
  const key = given.get("key") ?? "";
  const target = given.get("target") ?? "";
  const overwrite = OVERWRITES.one.find((word) => word === given.get("overwrite"));
  const selection = isMany(given)
    ? isFolder(connections, from)
      ? { tree: key.replace(/\/$/, "") }
      : { prefix: key }
    : { key };
  return {
    source: { connection: from, ...selection },
    destination: { connection: to, key: isMany(given) ? templateOf(target) : target },
    ...(overwrite !== undefined && { options: { overwrite } }),
  };
}

function isMany(given: URLSearchParams): boolean {
  return given.get("kind") === KINDS[1];
}

function isFolder(connections: Connections, name: string): boolean {
  return connections.find((connection) => connection.name === name)?.provider === "file";
}

/** A folder, unless it says itself how keys are made. */
function templateOf(target: string): string {
  if (/\{(relativeKey|key|basename)\}/.test(target)) {
    return target;
  }
  return target === "" || target.endsWith("/")
    ? `${target}{relativeKey}`
    : `${target}/{relativeKey}`;
}

/** What the command line takes for the same. */
export function copyCommandOf(body: ReturnType<typeof jobBodyOf>): readonly string[] {
  const { source, destination } = body;
  const what = "key" in source ? source.key : "tree" in source ? source.tree : source.prefix;
  const from = `${source.connection}:${what}`;
  const to = `${destination.connection}:${destination.key.replace(/\{relativeKey\}$/, "")}`;
  const { overwrite } = body.options ?? {};
  return [
    "cp",
    ...("key" in source ? [] : ["-r"]),
    ...[from, to],
    ...(overwrite === undefined ? [] : ["--overwrite", overwrite]),
  ];
}
