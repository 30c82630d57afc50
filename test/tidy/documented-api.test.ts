import { join } from "node:path";
import { VERSION } from "@penstock/process";
import { API_ROUTES, type ApiRoute, openApiOf } from "@penstock/wire";
import { expect, test } from "vitest";
import { apiPage } from "./api-page.ts";

test("docs/api.md says what the contracts say: `npm run docs:api` writes it anew", async () => {
  const page = join(import.meta.dirname, "../../docs/api.md");

  await expect(apiPage()).toMatchFileSnapshot(page);
});

test("docs/openapi.json says the same: `npm run docs:api` writes it anew", async () => {
  const file = join(import.meta.dirname, "../../docs/openapi.json");

  const text = `${JSON.stringify(openApiOf(VERSION), undefined, 1)}\n`;

  await expect(text).toMatchFileSnapshot(file);
});

test("every route that takes a body has an example that its contract accepts", () => {
  const operations = Object.entries(openApiOf(VERSION).paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const bodies = new Map(
    Object.entries<ApiRoute>(API_ROUTES).map(([name, route]) => [name, route] as const),
  );

  const wrong = operations
    .filter(({ operation }) => operation.requestBody !== undefined)
    .filter(({ operation }) => {
      const route = bodies.get(operation.operationId);
      return route?.example === undefined || !route.body.safeParse(route.example).success;
    })
    .map(({ operation }) => operation.operationId);

  expect(wrong).toEqual([]);
});
