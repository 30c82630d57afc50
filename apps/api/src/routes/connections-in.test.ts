import { expect, test } from "vitest";
import { connectionsIn } from "./connections-in.ts";

test("finds the connections of both sides and of the manifest, each once", () => {
  const names = connectionsIn({
    source: { connection: "raw", manifest: { connection: "lists", key: "today.csv" } },
    destination: { connection: "raw", key: "{key}" },
  });

  expect([...names]).toEqual(["raw", "lists"]);
});

test("takes no origin of a URL for a connection", () => {
  const names = connectionsIn({
    source: { connection: "https://example.com", key: "a" },
    destination: { connection: "store", key: "a" },
  });

  expect([...names]).toEqual(["store"]);
});

test("takes no value of another field for a connection, whatever it is", () => {
  expect([
    ...connectionsIn({ connection: { key: "a" }, labels: { store: "raw" }, more: null }),
  ]).toEqual([]);
});
