import type { KeyView } from "@penstock/wire";
import type { List } from "./list.ts";

/** `penstock key ls`. */
export const KEY_LIST: List<KeyView> = {
  idOf: ({ id }) => id,
  columns: [
    { heading: "ID", cell: ({ id }) => id },
    { heading: "NAME", cell: ({ name }) => name, shrinks: true },
    { heading: "SCOPE", cell: ({ scope }) => scope },
    { heading: "TENANT", cell: ({ tenant }) => tenant ?? "all" },
    { heading: "CREATED", cell: ({ createdAt }) => createdAt, yields: 1 },
    {
      heading: "EXPIRES",
      cell: ({ expiresAt, isExpired }) => `${expiresAt ?? "never"}${isExpired ? " (over)" : ""}`,
    },
  ],
};
