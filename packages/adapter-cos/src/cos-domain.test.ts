import { describe, expect, test } from "vitest";
import { CosDomain, cosBucketHost, type HostOutcome } from "./cos-domain.ts";
import { BACKUP_HOST, HOST } from "./test-bucket.ts";

const place = { bucket: "demo-1250000000", region: "ap-test" };

function hear(domain: CosDomain, outcomes: readonly HostOutcome[]): string {
  for (const outcome of outcomes) {
    domain.receivedFrom(domain.host, outcome);
  }
  return domain.host;
}

test("a bucket's host is made of its name and region", () => {
  expect(cosBucketHost("demo-1250000000", "ap-test")).toBe(HOST);
});

describe("the domain", () => {
  test.each<[readonly HostOutcome[], string]>([
    [[], HOST],
    [["failed", "failed"], HOST],
    [["failed", "failed", "failed"], BACKUP_HOST],
    [["failed", "failed", "responded", "failed", "failed"], HOST],
    [["redirected"], BACKUP_HOST],
    [["redirected", "failed", "failed"], BACKUP_HOST],
    [["redirected", "failed", "failed", "failed"], HOST],
    [["redirected", "redirected"], HOST],
  ])("after %j is %s", (outcomes, host) => {
    expect(hear(new CosDomain(place), outcomes)).toBe(host);
  });

  test("stays when the requests to the host that was left fail late", () => {
    const domain = new CosDomain(place);
    hear(domain, ["redirected"]);

    for (let late = 0; late < 10; late += 1) {
      domain.receivedFrom(HOST, "failed");
    }

    expect(domain.host).toBe(BACKUP_HOST);
  });

  test.each([
    [{ ...place, endpoint: "http://127.0.0.1:9000" }, HOST],
    [{ ...place, region: "accelerate" }, "demo-1250000000.cos.accelerate.myqcloud.com"],
  ])("of %o has no backup", (options, host) => {
    expect(hear(new CosDomain(options), ["redirected", "failed", "failed", "failed"])).toBe(host);
  });
});
