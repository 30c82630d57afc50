import type { ConnectionTestView, ConnectionView } from "@penstock/wire";
import type { List } from "./list.ts";

/** `penstock conn ls`. */
export const CONNECTION_LIST: List<ConnectionView> = {
  idOf: ({ name }) => name,
  columns: [
    { heading: "NAME", cell: ({ name }) => name },
    { heading: "PROVIDER", cell: ({ provider }) => provider, yields: 1 },
    { heading: "FROM", cell: ({ origin = "-" }) => origin, yields: 2 },
    { heading: "WRITABLE", cell: ({ isWritable }) => (isWritable ? "yes" : "no") },
    {
      heading: "LAST TEST (UTC)",
      cell: ({ isWritable, lastTest }) => (isWritable ? lastTestText(lastTest) : "-"),
    },
    { heading: "LOCATION", cell: ({ location }) => location, shrinks: true },
  ],
};

function lastTestText(test: ConnectionTestView | null): string {
  return test === null ? "never" : `${test.result} ${test.testedAt.slice(0, 16).replace("T", " ")}`;
}
