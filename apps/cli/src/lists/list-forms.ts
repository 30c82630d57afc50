/** What `-o` of a list takes. */
export const LIST_FORMS = ["table", "wide", "json", "jsonl", "csv"] as const;

export type ListForm = (typeof LIST_FORMS)[number];
