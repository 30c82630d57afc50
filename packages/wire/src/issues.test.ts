import { describe, expect, test } from "vitest";
import type { z } from "zod";
import { connectionsFile } from "./connections-file.ts";
import { describeIssues, issuesOf } from "./issues.ts";
import { jobRequest } from "./job-request.ts";

const address = { connection: "disk", key: "a.bin" };

function issuesIn(schema: z.ZodType, value: unknown) {
  const parsed = schema.safeParse(value);
  return parsed.success ? [] : issuesOf(parsed.error);
}

describe("issuesOf", () => {
  test("points at every unknown key by itself", () => {
    const issues = issuesIn(jobRequest, {
      source: address,
      destination: address,
      options: { partsize: 1, "a/b~c": 1 },
    });

    expect(issues.map(({ pointer }) => pointer)).toEqual(["/options/partsize", "/options/a~1b~0c"]);
  });

  test("names a connection's one wrong field instead of every provider's", () => {
    const issues = issuesIn(connectionsFile, {
      connections: {
        cloud: {
          provider: "cos",
          bucket: "no-appid",
          region: "ap-beijing",
          credentials: { accessKeyId: "env:A", secretAccessKey: "env:B" },
        },
      },
    });

    expect(issues).toEqual([
      { pointer: "/connections/cloud/bucket", message: "write the bucket as NAME-APPID" },
    ]);
  });

  test("points at a provider that does not exist", () => {
    const issues = issuesIn(connectionsFile, { connections: { x: { provider: "ftp" } } });

    expect(issues.map(({ pointer }) => pointer)).toEqual(["/connections/x/provider"]);
  });

  test("calls a mistake without a place one of the document", () => {
    expect(describeIssues(issuesIn(jobRequest, 7))).toMatch(/^the document: /);
  });
});

describe("jobRequest", () => {
  const job = { source: address, destination: address };

  test("fills in the defaults and reads sizes with a unit", () => {
    const request = jobRequest.parse({ ...job, options: { partSize: "64MiB" } });

    expect(request.options).toEqual({ partSize: 67_108_864, metadata: {} });
    expect(request.labels).toEqual({});
  });

  test.each([
    ["a terminal escape in the name", { ...job, name: "\u001b[31mred" }, "/name"],
    ["a terminal escape in a label", { ...job, labels: { team: "\u001b]0;x" } }, "/labels/team"],
    ["a size without sense", { ...job, options: { partSize: "lots" } }, "/options/partSize"],
    [
      "an upper-case metadata name",
      { ...job, options: { metadata: { Team: "x" } } },
      "/options/metadata/Team",
    ],
    [
      "too many labels",
      { ...job, labels: Object.fromEntries(Array.from({ length: 33 }, (_, n) => [`l${n}`, ""])) },
      "/labels",
    ],
    ["no destination", { source: address }, "/destination"],
  ])("refuses %s", (_what, body, pointer) => {
    expect(issuesIn(jobRequest, body)[0]?.pointer).toBe(pointer);
  });
});
