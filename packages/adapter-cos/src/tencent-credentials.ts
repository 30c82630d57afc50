import { createHash, createHmac } from "node:crypto";
import type { CosCredentials } from "./cos-options.ts";
import type { AskTencent } from "./tencent-http.ts";

/** Credentials as something gave them out for a while. */
export type GivenCosCredentials = CosCredentials & {
  readonly expiresAtMs: number;
  /** Whom they stand for. */
  readonly identity: string;
};

type Role = {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly externalId?: string | undefined;
  readonly durationSeconds?: number | undefined;
  readonly region: string;
  readonly nowMs: number;
};

/** Of the machine (document 213/4934): the role that is bound to it, then its credentials. */
export async function findCvmCredentials(ask: AskTencent): Promise<GivenCosCredentials> {
  const path = "/latest/meta-data/cam/security-credentials/";
  const role = (await ask({ method: "GET", path })).trim();
  if (!/^[\w+=,.@-]{1,128}$/.test(role)) {
    throw new Error("no role is bound to this machine");
  }
  const reply = fieldsOf(await ask({ method: "GET", path: path + role }));
  return {
    accessKeyId: textIn(reply, "TmpSecretId"),
    secretAccessKey: textIn(reply, "TmpSecretKey"),
    sessionToken: textIn(reply, "Token"),
    expiresAtMs: numberIn(reply, "ExpiredTime") * 1000,
    identity: `the role ${role} of this machine`,
  };
}

/** Of a pod in TKE (document 457/81989): its token is exchanged without a signature. */
export async function assumeByWebIdentity(
  ask: AskTencent,
  { token, providerId, ...role }: Role & { readonly token: string; readonly providerId: string },
): Promise<GivenCosCredentials> {
  const body = { ProviderId: providerId, WebIdentityToken: token, ...roleBody(role) };
  const text = await ask({
    ...{ method: "POST", path: "/", body: JSON.stringify(body) },
    headers: { ...headersOf("AssumeRoleWithWebIdentity", role), authorization: "SKIP" },
  });
  return givenBy(text, role.roleArn);
}

/** STS AssumeRole (document 1312/48197), signed by TC3-HMAC-SHA256 (document 1312/48171). */
export async function assumeTencentRole(
  ask: AskTencent,
  host: string,
  { from, ...role }: Role & { readonly from: CosCredentials },
): Promise<GivenCosCredentials> {
  const external = role.externalId === undefined ? {} : { ExternalId: role.externalId };
  const body = JSON.stringify({ ...roleBody(role), ...external });
  const headers = headersOf("AssumeRole", role);
  const authorization = tc3(from, { body, host, seconds: headers["x-tc-timestamp"] });
  const token = from.sessionToken === undefined ? {} : { "x-tc-token": from.sessionToken };
  const text = await ask({
    ...{ method: "POST", path: "/", body },
    headers: { ...headers, ...token, authorization },
  });
  return givenBy(text, role.roleArn);
}

const CONTENT_TYPE = "application/json; charset=utf-8";

function headersOf(action: string, { region, nowMs }: Role) {
  return {
    "content-type": CONTENT_TYPE,
    "x-tc-action": action,
    "x-tc-version": "2018-08-13",
    "x-tc-region": region,
    "x-tc-timestamp": String(Math.floor(nowMs / 1000)),
  };
}

function roleBody({ roleArn, sessionName, durationSeconds = 7200 }: Role) {
  return { RoleArn: roleArn, RoleSessionName: sessionName, DurationSeconds: durationSeconds };
}

function tc3(
  { accessKeyId, secretAccessKey }: CosCredentials,
  {
    body,
    host,
    seconds,
  }: { readonly body: string; readonly host: string; readonly seconds: string },
): string {
  const day = new Date(Number(seconds) * 1000).toISOString().slice(0, 10);
  const scope = `${day}/sts/tc3_request`;
  const names = "content-type;host";
  const canonical = `POST\n/\n\ncontent-type:${CONTENT_TYPE}\nhost:${host}\n\n${names}\n${sha256(body)}`;
  const text = `TC3-HMAC-SHA256\n${seconds}\n${scope}\n${sha256(canonical)}`;
  const key = [day, "sts", "tc3_request"].reduce<string | Buffer>(
    (secret, part) => createHmac("sha256", secret).update(part).digest(),
    `TC3${secretAccessKey}`,
  );
  const signature = createHmac("sha256", key).update(text).digest("hex");
  return `TC3-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function givenBy(text: string, roleArn: string): GivenCosCredentials {
  const response = fieldsOf(fieldsOf(text)["Response"]);
  const error = fieldsOf(response["Error"]);
  if (typeof error["Code"] === "string") {
    throw new Error(`the token service refuses: ${error["Code"]}: ${String(error["Message"])}`);
  }
  const credentials = fieldsOf(response["Credentials"]);
  return {
    accessKeyId: textIn(credentials, "TmpSecretId"),
    secretAccessKey: textIn(credentials, "TmpSecretKey"),
    sessionToken: textIn(credentials, "Token"),
    expiresAtMs: numberIn(response, "ExpiredTime") * 1000,
    identity: roleArn,
  };
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  const parsed: unknown = typeof value === "string" ? JSON.parse(value) : value;
  return typeof parsed === "object" && parsed !== null
    ? Object.fromEntries(Object.entries(parsed))
    : {};
}

function textIn(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== "string" || value === "") {
    throw new Error(`the response lacks ${name}`);
  }
  return value;
}

function numberIn(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== "number") {
    throw new Error(`the response lacks ${name}`);
  }
  return value;
}
