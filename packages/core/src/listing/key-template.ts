import { PenstockError } from "../failures/errors.ts";
import type { BulkSpec } from "../jobs/bulk-job.ts";
import { nearestName } from "../nearest-name.ts";

/** What a template can be filled with. */
type TemplateSource = {
  readonly key: string;
  /** The key without the selection's prefix. */
  readonly relativeKey: string;
};

export type KeyTemplate = {
  /** The destination key of a source key. */
  keyOf(source: TemplateSource): string;
  /** True: two source keys never get one destination key, so nothing has to be compared. */
  readonly isDistinct: boolean;
  /** True: destination keys are in the order of the source keys, so two lists can be merged. */
  readonly isOrdered: boolean;
};

type Piece = { readonly kind: "text"; readonly text: string } | { readonly kind: KeyPlaceholder };

type KeyPlaceholder = (typeof KEY_PLACEHOLDERS)[number];

const KEY_PLACEHOLDERS = ["relativeKey", "key", "basename"] as const;

/** Of the moment that the job was created, in UTC, so that the same job always makes the same keys. */
const DATE_FIELDS: Readonly<Record<string, (iso: string) => string>> = {
  yyyy: (iso) => iso.slice(0, 4),
  MM: (iso) => iso.slice(5, 7),
  dd: (iso) => iso.slice(8, 10),
  HH: (iso) => iso.slice(11, 13),
  mm: (iso) => iso.slice(14, 16),
  ss: (iso) => iso.slice(17, 19),
};

/** Of rows of another job: each object goes to where its row has it. */
export const KEPT_KEYS = "{destinationKey}";

/** Entries that go elsewhere than to their own key say so themselves. */
const KEPT: KeyTemplate = { keyOf: ({ key }) => key, isDistinct: true, isOrdered: false };

/**
 * What makes the destination keys of a job.
 *
 * @throws PenstockError `request-invalid`
 */
export function keyTemplateOf(
  { selection, destination }: Pick<BulkSpec, "selection" | "destination">,
  createdAtMs: number,
): KeyTemplate {
  return keepsKeys({ selection, destination })
    ? KEPT
    : parseKeyTemplate(destination.template, createdAtMs);
}

export function keepsKeys({
  selection,
  destination,
}: Pick<BulkSpec, "selection" | "destination">): boolean {
  return selection.kind === "rows" && destination.template === KEPT_KEYS;
}

/**
 * Reads a template of destination keys: `landing/{relativeKey}`, `{date:yyyy/MM/dd}/{basename}`.
 *
 * @throws PenstockError `request-invalid`
 */
export function parseKeyTemplate(template: string, createdAtMs: number): KeyTemplate {
  if (template === "") {
    throw invalid(template, "is empty: write {relativeKey} to keep the keys as they are");
  }
  const pieces = piecesOf(template, new Date(createdAtMs).toISOString());
  const keys = pieces.filter(({ kind }) => kind !== "text");
  return {
    keyOf: (source) => pieces.map((piece) => textOf(piece, source)).join(""),
    isDistinct: areDistinct(keys.map(({ kind }) => kind)),
    isOrdered: keys.length === 1 && isWholeKey(pieces.at(-1)?.kind),
  };
}

/**
 * The key of the object that is written once all others are there: it may have the date in it.
 *
 * @throws PenstockError `request-invalid`
 */
export function markerKeyOf(marker: string, createdAtMs: number): string {
  const pieces = piecesOf(marker, new Date(createdAtMs).toISOString());
  return pieces
    .map((piece) => {
      if (piece.kind !== "text") {
        throw invalid(
          marker,
          `has ${braced(piece.kind)}, and a marker belongs to no single object`,
        );
      }
      return piece.text;
    })
    .join("");
}

/**
 * A constant and whole keys are told apart by length and text, however many of them there are; the
 * last name of a key is the same for many, and next to a whole key it may make up for a difference.
 */
function areDistinct(kinds: readonly Piece["kind"][]): boolean {
  return kinds.length > 0 && kinds.every(isWholeKey);
}

function isWholeKey(kind: Piece["kind"] | undefined): boolean {
  return kind === "key" || kind === "relativeKey";
}

function piecesOf(template: string, createdAt: string): readonly Piece[] {
  return [...template.matchAll(/\{([^{}]*)\}|[^{}]+|[{}]/g)].map(([piece, placeholder]) => {
    if (placeholder !== undefined) {
      return pieceOf(template, placeholder, createdAt);
    }
    if (piece === "{" || piece === "}") {
      throw invalid(
        template,
        `has a "${piece}" that belongs to no placeholder: keys made by a template have none`,
      );
    }
    return { kind: "text", text: piece };
  });
}

function pieceOf(template: string, placeholder: string, createdAt: string): Piece {
  if (placeholder.startsWith("date:")) {
    return { kind: "text", text: dateOf(template, placeholder.slice("date:".length), createdAt) };
  }
  const kind = KEY_PLACEHOLDERS.find((known) => known === placeholder);
  if (kind === undefined) {
    const known = [...KEY_PLACEHOLDERS, "date:yyyy/MM/dd"];
    const nearest = nearestName(placeholder, known);
    const hint =
      nearest === undefined
        ? `use ${known.map(braced).join(", ")}`
        : `did you mean ${braced(nearest)}?`;
    throw invalid(template, `has the unknown placeholder ${braced(placeholder)}: ${hint}`);
  }
  return { kind };
}

function dateOf(template: string, pattern: string, createdAt: string): string {
  return pattern.replaceAll(/yyyy|MM|dd|HH|mm|ss|[A-Za-z]/g, (field) => {
    const read = DATE_FIELDS[field];
    if (read === undefined) {
      const known = Object.keys(DATE_FIELDS).join(", ");
      throw invalid(template, `has "${field}" in its date: use ${known}`);
    }
    return read(createdAt);
  });
}

function textOf(piece: Piece, { key, relativeKey }: TemplateSource): string {
  switch (piece.kind) {
    case "text":
      return piece.text;
    case "key":
      return key;
    case "relativeKey":
      return relativeKey;
    case "basename":
      return key.slice(key.lastIndexOf("/") + 1);
    default:
      return piece satisfies never;
  }
}

function braced(name: string): string {
  return `{${name}}`;
}

function invalid(template: string, problem: string): PenstockError {
  return new PenstockError(
    "request-invalid",
    `the key template "${template.slice(0, 100)}" ${problem}`,
  );
}
