import { nearestName } from "@penstock/core";
import { z } from "zod";

/** Deeper ones come with what they are in. */
const MAX_DEPTH = 3;
const MAX_FIELDS = 50;
/** Longer names resemble nothing, and comparing takes time by their length. */
const MAX_COMPARED = 40;

export type FieldTree = ReadonlyMap<string, FieldTree>;

/** The names that may be asked for; undefined for a route whose response has none. */
export function fieldNamesOf(response: z.ZodType): readonly string[] | undefined {
  const shown = shownBy(response);
  return shown && namesIn(shown, 1);
}

/** What a client asks for, or what is wrong with it. */
export function parseFields(
  query: unknown,
  known: readonly string[],
): { readonly fields: FieldTree } | { readonly problem: string } {
  if (typeof query !== "string") {
    return { problem: "name the fields once, with commas between them" };
  }
  const names = query.split(",").map((name) => name.trim());
  if (names.length > MAX_FIELDS) {
    return { problem: `name at most ${MAX_FIELDS} fields, or none for all of them` };
  }
  const unknown = names.find((name) => !known.includes(name));
  return unknown === undefined
    ? { fields: treeOf(names.map((name) => name.split("."))) }
    : { problem: unknownField(unknown.slice(0, MAX_COMPARED), known) };
}

function unknownField(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  const whole = known.filter((each) => !each.includes("."));
  const hint =
    nearest === undefined ? `there are ${whole.join(", ")}` : `the nearest is ${nearest}`;
  return `there is no field "${name}"; ${hint}`;
}

/** The same view with the named fields alone; of a page, in each of its entries. */
export function withFields(response: z.ZodType, view: unknown, fields: FieldTree): unknown {
  return isPage(response) && isRecord(view)
    ? { ...view, data: pick(view["data"], fields) }
    : pick(view, fields);
}

function pick(value: unknown, fields: FieldTree): unknown {
  if (Array.isArray(value)) {
    return value.map((each: unknown) => pick(each, fields));
  }
  if (!isRecord(value) || fields.size === 0) {
    return value;
  }
  return Object.fromEntries(
    [...fields]
      .filter(([name]) => Object.hasOwn(value, name))
      .map(([name, within]) => [name, pick(value[name], within)]),
  );
}

/** A field that is named as a whole wins over a part of it. */
function treeOf(paths: readonly (readonly string[])[]): FieldTree {
  const byName = Map.groupBy(paths, ([name = ""]) => name);
  return new Map(
    [...byName].map(([name, some]) => {
      const rests = some.map(([, ...rest]) => rest);
      return [name, rests.some((rest) => rest.length === 0) ? new Map() : treeOf(rests)];
    }),
  );
}

function namesIn(schema: z.ZodObject, depth: number): readonly string[] {
  return Object.entries(schema.shape).flatMap(([name, field]) => {
    const within = depth < MAX_DEPTH ? objectIn(field) : undefined;
    return [
      name,
      ...(within === undefined ? [] : namesIn(within, depth + 1)).map((each) => `${name}.${each}`),
    ];
  });
}

function isPage(response: z.ZodType): boolean {
  return response instanceof z.ZodObject && response.shape["data"] instanceof z.ZodArray;
}

function shownBy(response: z.ZodType): z.ZodObject | undefined {
  return isPage(response) && response instanceof z.ZodObject
    ? objectIn(response.shape["data"])
    : objectIn(response);
}

/** Of a field that may be null, left out, or a list. */
function objectIn(schema: unknown): z.ZodObject | undefined {
  if (schema instanceof z.ZodObject) {
    return schema;
  }
  if (schema instanceof z.ZodArray) {
    return objectIn(schema.element);
  }
  const isWrapped =
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodReadonly;
  return isWrapped ? objectIn(schema.unwrap()) : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
