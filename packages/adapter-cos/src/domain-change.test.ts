import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { createCosConnection } from "./cos-connection.ts";
import {
  BACKUP_HOST,
  bucketOptions,
  closeAll,
  HOST,
  hugeBody,
  type Respond,
  respondWith,
  signal,
  startServer,
} from "./test-bucket.ts";

afterEach(closeAll);

const get = { method: "GET", key: "key" } as const;
const fromCos = { "x-cos-request-id": "r1" };

/** One server in the place of each domain; the requests keep the domain's name in their Host. */
async function openDomains(respond: Respond) {
  const main = await startServer(respond);
  const backup = await startServer(respondWith(200, "", fromCos));
  const connection = createCosConnection(
    bucketOptions,
    (host) => new URL(host === BACKUP_HOST ? backup.url : main.url),
  );
  onTestFinished(() => connection.close());
  return { connection, main, backup };
}

type Domains = Awaited<ReturnType<typeof openDomains>>;

async function fail({ connection }: Domains, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    await expect(connection.send(get, signal)).rejects.toMatchObject({
      code: "store-unreachable",
    });
  }
}

describe("the next attempt", () => {
  test.each([301, 302, 307])("goes to the backup domain after a %i", async (status) => {
    const domains = await openDomains(respondWith(status, "", { location: "http://a.example/" }));
    await fail(domains, 1);

    const response = await domains.connection.send(get, signal);

    expect(response.status).toBe(200);
    expect(domains.backup.requests[0]?.headers.host).toBe(BACKUP_HOST);
    expect(domains.main.requests).toHaveLength(1);
  });

  test.each<[string, Respond]>([
    ["a 500 of an intermediary", respondWith(500)],
    ["a cut connection", (request) => request.socket.destroy()],
  ])("goes there after the third time in a row of %s", async (_what, respond) => {
    const domains = await openDomains(respond);
    await fail(domains, 3);

    await domains.connection.send(get, signal);

    expect(domains.main.requests).toHaveLength(3);
    expect(domains.backup.requests).toHaveLength(1);
  });

  test("is signed for the domain that it goes to", async () => {
    const domains = await openDomains(respondWith(302));
    await fail(domains, 1);

    await domains.connection.send(get, signal);

    const [main, backup] = [domains.main, domains.backup].map(
      ({ requests }) => requests[0]?.headers,
    );
    expect(main?.host).toBe(HOST);
    expect(backup?.authorization).toContain("q-header-list=host&");
    expect(backup?.authorization).not.toBe(main?.authorization);
  });

  test("has a body of its own: one that was begun is not sent again", async () => {
    const domains = await openDomains((_request, response) => response.writeHead(307).end());
    const { state, body } = hugeBody();

    const put = domains.connection.send({ method: "PUT", key: "key", body }, signal);

    await expect(put).rejects.toMatchObject({ code: "store-unreachable" });
    expect(state.isLeft).toBe(true);
    expect(domains.backup.requests).toHaveLength(0);
    await domains.connection.send(get, signal);
    expect(domains.backup.requests).toHaveLength(1);
  });

  test.each([301, 500])("stays where COS itself answered %i", async (status) => {
    const domains = await openDomains(respondWith(status, "", fromCos));
    await fail(domains, 4);

    expect(domains.main.requests).toHaveLength(4);
    expect(domains.backup.requests).toHaveLength(0);
  });
});
