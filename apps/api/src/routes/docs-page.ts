// The API as a page: what docs/api.md says, from the same document, without a script and without an outside request.

import { createHash } from "node:crypto";
import type { JsonSchema, OpenApi, OpenApiOperation } from "@penstock/wire";

const STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; }
h2 { margin-top: 2.5rem; }
summary { cursor: pointer; padding: .3rem 0; overflow-wrap: anywhere; }
summary b { display: inline-block; min-width: 4.5rem; }
details > div { border-left: 2px solid; margin-left: .4rem; padding-left: 1rem; }
table { border-collapse: collapse; } td, th { border-top: 1px solid; padding: .2rem .6rem; text-align: left; vertical-align: top; }
pre { overflow-x: auto; padding: .6rem; border: 1px solid; }
`;

/** The style is the only thing on the page that a browser has to be allowed. */
export const DOCS_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
  ...["base-uri", "form-action", "frame-ancestors"].map((name) => `${name} 'none'`),
].join("; ");

export function docsPage(document: OpenApi): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const byTag = Map.groupBy(operations, ({ operation }) => operation.tags[0] ?? "");
  const sections = [...byTag].map(
    ([tag, found]) =>
      `<h2 id="${escaped(tag)}">${escaped(tag)}</h2>${found
        .map(({ path, method, operation }) => operationHtml(path, method, operation))
        .join("")}`,
  );
  const links = [...byTag.keys()].map((tag) => `<a href="#${escaped(tag)}">${escaped(tag)}</a>`);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Penstock API</title><style>${STYLE}</style></head><body><main><h1>Penstock API</h1>
<p>${links.join(" · ")}</p>
<p>For programs: <a href="/openapi.json">OpenAPI 3.1</a>. Every error is explained at <code>/problems/CODE</code>.</p>
${sections.join("\n")}</main></body></html>`;
}

function operationHtml(path: string, method: string, operation: OpenApiOperation): string {
  const { summary, parameters, requestBody } = operation;
  const rows = parameters.map(({ name, in: place, required, description = "", schema }) => [
    name,
    `${place}${required ? "" : ", may be left out"}`,
    typeOf(schema),
    description,
  ]);
  const body = requestBody === undefined ? "" : `<p>Body:</p>${bodyHtml(requestBody.content)}`;
  return `<details><summary><b>${method.toUpperCase()}</b> <code>${escaped(path)}</code> ${escaped(summary)}</summary><div>
<p>Scope: <code>${escaped(operation["x-scope"])}</code></p>${rows.length === 0 ? "" : tableHtml(rows)}${body}
<p>Responses:</p>${bodyHtml(operation.responses)}</div></details>`;
}

function bodyHtml(content: object): string {
  return `<pre>${escaped(JSON.stringify(content, undefined, 2))}</pre>`;
}

function tableHtml(rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `<tr>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join("")}</tr>`;
  return `<table>${rows.map(line).join("")}</table>`;
}

function typeOf({ type, enum: values }: JsonSchema): string {
  return values === undefined ? String(type ?? "text") : values.join(", ");
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
