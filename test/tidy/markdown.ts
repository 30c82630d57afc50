/** The body rows of the first table under a heading, cell by cell. */
export function tableUnder(page: string, heading: string): readonly (readonly string[])[] {
  const section = sectionUnder(page, heading).split("\n");
  const first = section.findIndex((line) => line.startsWith("|"));
  const table = first === -1 ? [] : section.slice(first);
  const after = table.findIndex((line) => !line.startsWith("|"));
  return (after === -1 ? table : table.slice(0, after)).slice(2).map(cells);
}

/** What stands between a heading and the next one. */
export function sectionUnder(page: string, heading: string): string {
  const lines = page.split("\n");
  const start = lines.findIndex((line) => textOfHeading(line) === heading);
  const under = start === -1 ? [] : lines.slice(start + 1);
  const end = under.findIndex((line) => textOfHeading(line) !== undefined);
  return (end === -1 ? under : under.slice(0, end)).join("\n");
}

/** The headings of a page, of every level. */
export function headingsOf(page: string): readonly string[] {
  const text = withoutBlocks(page);
  return text.split("\n").flatMap((line) => textOfHeading(line) ?? []);
}

/** A page without its code blocks, in which `#` and brackets mean something else. */
export function withoutBlocks(page: string): string {
  return page.replace(/^```[\s\S]*?^```$/gm, "");
}

function textOfHeading(line: string): string | undefined {
  return /^#+ (.+)$/.exec(line)?.[1];
}

function cells(row: string): readonly string[] {
  return row
    .slice(1, row.lastIndexOf("|"))
    .split("|")
    .map((cell) => cell.trim());
}
