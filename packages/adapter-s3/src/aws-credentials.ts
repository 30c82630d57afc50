import { defaultProvider } from "@aws-sdk/credential-provider-node";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/nested-clients/sts";
import type { S3Credentials } from "./s3-client.ts";

/** Credentials as something gave them out, perhaps for a while. */
export type GivenCredentials = S3Credentials & {
  readonly expiresAtMs?: number;
  /** Whom they stand for, where that is known. */
  readonly identity?: string;
};

export type AwsRole = {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly externalId?: string | undefined;
  readonly durationSeconds?: number | undefined;
  /** Absent: Amazon's own for the region, or what `AWS_ENDPOINT_URL_STS` names. */
  readonly endpoint?: string | undefined;
  readonly region: string;
};

/** A metadata service is a hop away: where none answers in that time, there is none. */
const METADATA_TIMEOUT_MS = 2_000;

/**
 * What the chain of the AWS SDK finds first: variables, web identity (IRSA), shared files, the service of a
 * container or pod, that of the instance. Asked anew each time: keeping is the caller's business.
 */
export async function findAwsCredentials(chain: {
  readonly profile?: string | undefined;
  readonly region: string;
}): Promise<GivenCredentials> {
  const found = await defaultProvider({
    ...(chain.profile !== undefined && { profile: chain.profile }),
    clientConfig: { region: chain.region },
    timeout: METADATA_TIMEOUT_MS,
    maxRetries: 1,
  })();
  return given(found);
}

export async function assumeAwsRole(
  from: S3Credentials,
  { roleArn, sessionName, externalId, durationSeconds, endpoint, region }: AwsRole,
  signal: AbortSignal,
): Promise<GivenCredentials> {
  const client = new STSClient({
    region,
    credentials: from,
    ...(endpoint !== undefined && { endpoint }),
  });
  try {
    const { Credentials: credentials, AssumedRoleUser: user } = await client.send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: sessionName,
        ...(externalId !== undefined && { ExternalId: externalId }),
        ...(durationSeconds !== undefined && { DurationSeconds: durationSeconds }),
      }),
      { abortSignal: signal },
    );
    const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = credentials ?? {};
    if (AccessKeyId === "" || SecretAccessKey === "") {
      throw new Error("the token service gave no credentials");
    }
    const keys = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey };
    const temporary = { ...keys, sessionToken: SessionToken, expiration: credentials?.Expiration };
    return { ...given(temporary), identity: user?.Arn ?? roleArn };
  } finally {
    client.destroy();
  }
}

function given(found: {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  readonly expiration?: Date | undefined;
}): GivenCredentials {
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = found;
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken !== undefined && { sessionToken }),
    ...(expiration !== undefined && { expiresAtMs: expiration.getTime() }),
  };
}
