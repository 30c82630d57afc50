import type { JsonSchema } from "@penstock/wire";

/** One field: where it stands, what it may be, what it means. */
export type FieldRow = readonly [path: string, type: string, meaning: string];

type Child = JsonSchema | boolean | undefined;

/** The fields of a JSON Schema, nested ones with their path: `data[].progress.percent`. */
export function fieldRows(schema: JsonSchema, path = ""): readonly FieldRow[] {
  const { inner, isNullable } = withoutNull(schema);
  const own = path === "" ? [] : [[path, typeText(inner, isNullable), meaningOf(schema)] as const];
  const required = new Set(inner.required);
  const members = Object.entries(inner.properties ?? {}).flatMap(([name, member]) => {
    const optional = required.has(name) ? "" : "?";
    return rowsOf(member, path === "" ? name + optional : `${path}.${name}${optional}`);
  });
  const items = Array.isArray(inner.items) ? undefined : inner.items;
  return [...own, ...members, ...(hasFields(items) ? rowsOf(items, `${path}[]`).slice(1) : [])];
}

/** Every definition that a schema refers to, by its name. */
export function definitionsOf(schema: JsonSchema): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries(
    Object.entries(schema.$defs ?? {}).flatMap(([name, definition]) =>
      typeof definition === "object" ? [[name, definition] as const] : [],
    ),
  );
}

function rowsOf(schema: Child, path: string): readonly FieldRow[] {
  return typeof schema === "object" ? fieldRows(schema, path) : [[path, "anything", ""]];
}

function hasFields(schema: Child): boolean {
  return typeof schema === "object" && schema.properties !== undefined;
}

function withoutNull(schema: JsonSchema): { inner: JsonSchema; isNullable: boolean } {
  const [first, second, ...more] = schema.anyOf ?? [];
  return first !== undefined && second?.type === "null" && more.length === 0
    ? { inner: first, isNullable: true }
    : { inner: schema, isNullable: false };
}

function meaningOf(schema: JsonSchema): string {
  const { inner } = withoutNull(schema);
  const byDefault =
    schema.default === undefined ? "" : `Default: \`${JSON.stringify(schema.default)}\`.`;
  return [schema.description ?? inner.description ?? "", byDefault].filter(Boolean).join(" ");
}

function typeText(schema: JsonSchema, isNullable: boolean): string {
  return isNullable ? `${plainType(schema)} or null` : plainType(schema);
}

function plainType(schema: JsonSchema): string {
  const { $ref, anyOf, type, items, additionalProperties } = schema;
  const allowed = schema.enum ?? (schema.const === undefined ? [] : [schema.const]);
  if ($ref !== undefined) {
    const name = $ref.split("/").at(-1) ?? "";
    return `[${name}](#${name.toLowerCase()})`;
  }
  if (allowed.length > 0) {
    return allowed.map((value) => `\`${String(value)}\``).join(", ");
  }
  if (anyOf !== undefined) {
    return anyOf.map(plainType).join(" or ");
  }
  if (type === "array") {
    const each = typeof items === "object" && !Array.isArray(items) ? plainType(items) : "anything";
    return `list of ${each}${limitsText(schema)}`;
  }
  if (type === "object" && typeof additionalProperties === "object" && !schema.properties) {
    return `map to ${plainType(additionalProperties)}`;
  }
  // Null may stand in a list of types.
  const types = String(type ?? "anything").replace(",", " or ");
  return schema.format === "date-time"
    ? types.replace("string", "time")
    : types + limitsText(schema);
}

function limitsText(schema: JsonSchema): string {
  const { minLength, maxLength, minItems, maxItems, pattern } = schema;
  const least = minLength ?? minItems ?? schema.minimum;
  const most = maxLength ?? maxItems ?? schema.maximum;
  const isBounded = most !== undefined && most !== Number.MAX_SAFE_INTEGER;
  const range = isBounded ? `${least ?? 0} to ${most}` : "";
  const form = pattern === undefined ? "" : `\`${pattern.replaceAll("|", "\\|")}\``;
  const facts = [range, form].filter(Boolean).join(", ");
  return facts === "" ? "" : ` (${facts})`;
}
