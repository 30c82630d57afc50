import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ManualClock, startHttpServer } from "@penstock/testkit";
import { connectionsFile } from "@penstock/wire";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { createConnections } from "../connections.ts";

const signal = new AbortController().signal;
const SECRET = "role-secret-0123456789";
const LATER = "2099-01-01T00:00:00Z";
const AWS_NAMES = [
  ...["AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_EC2_METADATA_SERVICE_ENDPOINT", "AWS_ROLE_ARN"],
  ...["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ENDPOINT_URL_STS", "AWS_EC2_METADATA_DISABLED"],
  ...["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_CONTAINER_AUTHORIZATION_TOKEN"],
];

let folder = "";
let before: Readonly<Record<string, string | undefined>> = {};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "penstock-credentials-"));
  before = Object.fromEntries(AWS_NAMES.map((name) => [name, process.env[name]]));
  for (const name of AWS_NAMES) {
    delete process.env[name];
  }
  process.env["AWS_CONFIG_FILE"] = join(folder, "none");
  process.env["AWS_SHARED_CREDENTIALS_FILE"] = join(folder, "none");
});

afterEach(async () => {
  for (const [name, value] of Object.entries(before)) {
    if (value === undefined) {
      delete process.env[name];
    } else {
      process.env[name] = value;
    }
  }
  await rm(folder, { recursive: true });
});

type Reply = { readonly status?: number; readonly body: string };
type Asked = { readonly method: string; readonly url: string; readonly text: string } & Pick<
  IncomingMessage,
  "headers"
>;

async function service(reply: (asked: Asked) => Reply) {
  const asked: Asked[] = [];
  const server = await startHttpServer((request, response) => {
    let text = "";
    request.on("data", (piece: Buffer) => {
      text += piece.toString();
    });
    request.once("end", () => {
      const { method = "", url = "", headers } = request;
      const one = { method, url, headers, text };
      asked.push(one);
      const { status = 200, body } = reply(one);
      response.writeHead(status, { "content-length": Buffer.byteLength(body) }).end(body);
    });
  });
  onTestFinished(server.close);
  return { asked, url: server.url };
}

/** A bucket that says of each request who signed it. */
async function bucket() {
  return await service(() => ({ status: 403, body: "" }));
}

type Settings = Readonly<Record<string, unknown>>;

async function ask(
  settings: Settings,
  environment: Readonly<Record<string, string>> = {},
  times = 1,
) {
  const store = await bucket();
  const base = { bucket: "x-1250000000", region: "local", endpoint: store.url };
  const file = connectionsFile.parse({ connections: { one: { ...base, ...settings } } });
  const secrets = new Set<string>();
  const connections = createConnections(file, {
    ...{ environment, secrets, clock: new ManualClock(Date.now()) },
  });
  onTestFinished(() => connections.close());
  const reader = connections.source("one");
  const attempts = Array.from({ length: times }, () =>
    reader.stat("key", signal).catch((error: unknown) => error),
  );
  const errors = await Promise.all(attempts);
  const by = store.asked.map(({ headers }) => String(headers.authorization ?? "nobody"));
  return { by, errors, store, secrets, actsAs: () => connections.actsAs?.("one"), connections };
}

const AWS = { provider: "aws", region: "eu-west-1", pathStyle: true };
const KEYS = { accessKeyId: "env:ID", secretAccessKey: "env:KEY" };
const ENVIRONMENT = { ID: "FROMKEYID", KEY: "from-key-0123456789" };

function stsXml(action: string): string {
  const credentials = `<Credentials><AccessKeyId>STSKEYID</AccessKeyId><SecretAccessKey>${SECRET}</SecretAccessKey><SessionToken>token</SessionToken><Expiration>${LATER}</Expiration></Credentials>`;
  const user =
    "<AssumedRoleUser><Arn>arn:aws:sts::1:assumed-role/mover/penstock</Arn><AssumedRoleId>A:b</AssumedRoleId></AssumedRoleUser>";
  return `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>${credentials}${user}</${action}Result></${action}Response>`;
}

const given = (id: string) =>
  JSON.stringify({
    ...{ Code: "Success", AccessKeyId: id, SecretAccessKey: SECRET },
    ...{ Token: "token", Expiration: LATER, RoleArn: "arn:aws:iam::1:role/pod" },
  });

describe("credentials of AWS", () => {
  test("come from the service of a container or pod, asked once by many requests", async () => {
    const pod = await service(() => ({ body: given("PODKEYID") }));
    process.env["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = `${pod.url}/creds`;

    const { by, secrets } = await ask({ ...AWS, credentials: { kind: "aws" } }, {}, 20);

    expect(by.length).toBeGreaterThanOrEqual(20);
    expect(by.every((text) => text.includes("Credential=PODKEYID/"))).toBe(true);
    expect(pod.asked).toHaveLength(1);
    expect(secrets).toContain(SECRET);
  });

  test("come from the metadata service of the instance", async () => {
    const instance = await service(({ method, url }) => {
      const isList = url.endsWith("/security-credentials/");
      return { body: method === "PUT" ? "token" : isList ? "role" : given("INSTANCEKEYID") };
    });
    process.env["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = instance.url;

    const { by, actsAs } = await ask({ ...AWS, credentials: { kind: "aws" } });

    expect(by[0]).toContain("Credential=INSTANCEKEYID/");
    expect(await actsAs()).toMatch(/^the access key \(INST…EYID\) until /);
  });

  test("come from a web identity", async () => {
    const sts = await service(() => ({ body: stsXml("AssumeRoleWithWebIdentity") }));
    const token = join(folder, "token");
    await writeFile(token, "identity");
    process.env["AWS_WEB_IDENTITY_TOKEN_FILE"] = token;
    process.env["AWS_ROLE_ARN"] = "arn:aws:iam::1:role/mover";
    process.env["AWS_ENDPOINT_URL_STS"] = sts.url;

    const { by } = await ask({ ...AWS, credentials: { kind: "aws" } });

    expect(by[0]).toContain("Credential=STSKEYID/");
    expect(sts.asked[0]?.text).toContain("WebIdentityToken=identity");
  });

  test("are those of a role that the keys may assume", async () => {
    const sts = await service(() => ({ body: stsXml("AssumeRole") }));
    const role = { kind: "role", roleArn: "arn:aws:iam::1:role/mover", externalId: "ours" };
    const credentials = { ...role, stsEndpoint: sts.url, from: KEYS };

    const { by, actsAs } = await ask({ ...AWS, credentials }, ENVIRONMENT);

    expect(by[0]).toContain("Credential=STSKEYID/");
    expect(sts.asked[0]?.headers.authorization).toContain("Credential=FROMKEYID/");
    expect(sts.asked[0]?.text).toContain("ExternalId=ours");
    expect(await actsAs()).toContain("arn:aws:sts::1:assumed-role/mover/penstock");
  });

  test("that cannot be had are a failure of this process, which names itself", async () => {
    process.env["AWS_EC2_METADATA_DISABLED"] = "true";

    const { by, errors, connections } = await ask({ ...AWS, credentials: { kind: "aws" } });

    expect(by).toEqual([]);
    expect(errors[0]).toMatchObject({ code: "credentials-unavailable" });
    expect(await connections.whyUnusable()).toEqual([
      expect.stringContaining('connection "one": this process is given no credentials'),
    ]);
  });
});

describe("credentials of Tencent Cloud", () => {
  const temporary = { TmpSecretId: "TMPKEYID", TmpSecretKey: SECRET, Token: "token" };
  const COS = { provider: "cos", region: "ap-beijing" };

  test("are those of the machine's role", async () => {
    const machine = await service(({ url }) => ({
      body: url.endsWith("/")
        ? "mover"
        : JSON.stringify({ ...temporary, ExpiredTime: 4_070_908_800, Code: "Success" }),
    }));
    const credentials = { kind: "tencent", metadataEndpoint: machine.url };

    const { by, actsAs, store } = await ask({ ...COS, credentials });

    expect(by[0]).toContain("q-ak=TMPKEYID");
    expect(store.asked[0]?.headers["x-cos-security-token"]).toBe("token");
    expect(await actsAs()).toContain("the role mover of this machine");
  });

  test("are those of a pod in TKE", async () => {
    const sts = await service(() => ({
      body: JSON.stringify({ Response: { Credentials: temporary, ExpiredTime: 4_070_908_800 } }),
    }));
    const token = join(folder, "token");
    await writeFile(token, "identity\n");
    const environment = {
      ...{ TKE_WEB_IDENTITY_TOKEN_FILE: token, TKE_PROVIDER_ID: "cls-1" },
      ...{ TKE_ROLE_ARN: "qcs::cam::uin/1:roleName/pod", TKE_REGION: "ap-guangzhou" },
    };

    const { by } = await ask(
      { ...COS, credentials: { kind: "tencent", stsEndpoint: sts.url } },
      environment,
    );

    expect(by[0]).toContain("q-ak=TMPKEYID");
    expect(JSON.parse(sts.asked[0]?.text ?? "")).toMatchObject({
      ProviderId: "cls-1",
      WebIdentityToken: "identity",
    });
    expect(sts.asked[0]?.headers["x-tc-action"]).toBe("AssumeRoleWithWebIdentity");
  });

  test("are those of a role that the keys may assume, or the reason that the service gives", async () => {
    let refuses = false;
    const sts = await service(() => ({
      body: JSON.stringify({
        Response: refuses
          ? { Error: { Code: "AuthFailure", Message: "no" } }
          : { Credentials: temporary, ExpiredTime: 4_070_908_800 },
      }),
    }));
    const role = { kind: "role", roleArn: "qcs::cam::uin/1:roleName/mover", from: KEYS };
    const credentials = { ...role, stsEndpoint: sts.url };

    const { by } = await ask({ ...COS, credentials }, ENVIRONMENT);
    refuses = true;
    const { errors } = await ask({ ...COS, credentials }, ENVIRONMENT);

    expect(by[0]).toContain("q-ak=TMPKEYID");
    expect(sts.asked[0]?.headers.authorization).toMatch(
      /^TC3-HMAC-SHA256 Credential=FROMKEYID\/[\d-]+\/sts\/tc3_request, SignedHeaders=content-type;host, Signature=[0-9a-f]{64}$/,
    );
    expect(errors[0]).toMatchObject({
      code: "credentials-unavailable",
      message: expect.stringContaining("AuthFailure: no"),
    });
  });
});

describe("no credentials", () => {
  test.each(["aws", "cos"])("sign nothing, for %s", async (provider) => {
    const { by, actsAs } = await ask({ provider, credentials: { kind: "anonymous" } });

    expect(by[0]).toBe("nobody");
    expect(await actsAs()).toContain("not signed");
  });
});

test("the account that asks pays where the connection says so", async () => {
  const settings = { ...AWS, credentials: KEYS, requestPayer: true };

  const { store, connections } = await ask(settings, ENVIRONMENT);
  const lister = connections.lister("one");
  await lister.page({ prefix: "", after: "" }, 10, signal).catch(() => undefined);

  expect(store.asked.length).toBeGreaterThan(1);
  for (const { headers } of store.asked) {
    expect(headers["x-amz-request-payer"]).toBe("requester");
    expect(headers.authorization).toContain("x-amz-request-payer");
  }
});
