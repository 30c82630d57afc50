/** The body rows of the first table under a heading, cell by cell. */
export function tableUnder(page: string, heading: string): readonly (readonly string[])[] {
  const lines = page.split("\n");
  const start = lines.findIndex(
    (line) => /^#+ /.test(line) && line.replace(/^#+ /, "") === heading,
  );
  const under = start === -1 ? [] : lines.slice(start + 1);
  const end = under.findIndex((line) => /^#+ /.test(line));
  const section = end === -1 ? under : under.slice(0, end);
  const first = section.findIndex((line) => line.startsWith("|"));
  const table = first === -1 ? [] : section.slice(first);
  const after = table.findIndex((line) => !line.startsWith("|"));
  return (after === -1 ? table : table.slice(0, after)).slice(2).map(cells);
}

function cells(row: string): readonly string[] {
  return row
    .slice(1, row.lastIndexOf("|"))
    .split("|")
    .map((cell) => cell.trim());
}
