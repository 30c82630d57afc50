import type { Asset, Dashboard } from "@penstock/dashboard";
import { fastify } from "fastify";
import { describe, expect, test } from "vitest";
import { addDashboardRoutes } from "./dashboard-routes.ts";

const BROWSER = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

function asset(contentType: string, text: string): Asset {
  const packed = (encoding: string) => Buffer.from(`${encoding} of ${text}`);
  return {
    contentType,
    bodies: { identity: Buffer.from(text), gzip: packed("gzip"), br: packed("br") },
  };
}

const DASHBOARD: Dashboard = {
  page: asset("text/html; charset=utf-8", "page"),
  assets: new Map([["main-1.js", asset("text/javascript; charset=utf-8", "script")]]),
};

function serve(open: () => Promise<Dashboard> = async () => DASHBOARD) {
  const app = fastify();
  addDashboardRoutes(app, open);
  app.get("/", async () => ({ name: "penstock" }));
  return app;
}

describe("the root", () => {
  test("is the page for a browser, which may run nothing but the page's own files", async () => {
    const response = await serve().inject({ url: "/?a=b", headers: BROWSER });

    expect(response).toMatchObject({ statusCode: 200, body: "page" });
    expect(response.headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": expect.stringMatching(
        /^default-src 'none'; script-src 'self'; style-src 'self';(?!.*unsafe).*frame-ancestors 'none'/,
      ),
      "x-content-type-options": "nosniff",
      "cache-control": "no-cache",
      vary: "accept, accept-encoding",
    });
  });

  test.each([{}, { accept: "*/*" }, { accept: "application/json" }])(
    "is the index of the API for %j",
    async (headers) => {
      const response = await serve().inject({ url: "/", headers });

      expect(response.json()).toEqual({ name: "penstock" });
    },
  );

  test("says how to build the page where it cannot be built, and tries again", async () => {
    let attempts = 0;
    const app = serve(async () => {
      attempts += 1;
      return attempts === 1 ? Promise.reject(new Error("no bundler")) : DASHBOARD;
    });

    const [first, second] = [
      await app.inject({ url: "/", headers: BROWSER }),
      await app.inject({ url: "/", headers: BROWSER }),
    ];

    expect(first.statusCode).toBe(503);
    expect(first.body).toContain("npm run build:dashboard");
    expect(second).toMatchObject({ statusCode: 200, body: "page" });
  });
});

describe("a file of the page", () => {
  test.each([
    ["br, gzip", "br", "br of script"],
    ["gzip, deflate", "gzip", "gzip of script"],
    ["br;q=0, gzip", "gzip", "gzip of script"],
    ["identity", undefined, "script"],
  ])("is kept for ever and sent to one that takes %s packed", async (accepted, encoding, body) => {
    const response = await serve().inject({
      url: "/assets/main-1.js",
      headers: { "accept-encoding": accepted },
    });

    expect(response.body).toBe(body);
    expect(response.headers["content-encoding"]).toBe(encoding);
    expect(response.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
  });

  test("is not found under another name", async () => {
    const response = await serve().inject({ url: "/assets/other.js" });

    expect(response.json().message).toBe("the dashboard has no such file: reload its page");
  });
});
