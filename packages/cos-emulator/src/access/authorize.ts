import type { EmulatorBehaviour } from "../behaviour.ts";
import { verifyCosSignature } from "./cos-signature.ts";
import type { AccessRules, SignedRequest } from "./credentials.ts";
import { type ChunkSeed, SIGV4_ALGORITHM, verifySigV4 } from "./sigv4.ts";

/** Which of the two vendors' APIs a request speaks. Both reach the same uploads and objects. */
export type Dialect = "cos" | "s3";

/**
 * The dialect is told by the signature scheme alone, in the header or in a presigned address, as on the
 * endpoint of COS that serves both.
 */
export function dialectOf({
  url,
  authorization = "",
}: {
  readonly url: string;
  readonly authorization: string | undefined;
}): Dialect {
  const isSigV4 = authorization.startsWith(SIGV4_ALGORITHM) || /[?&]X-Amz-Algorithm=/i.test(url);
  return isSigV4 ? "s3" : "cos";
}

/**
 * Returns what the signatures of the chunks of a body begin with, where it has such.
 *
 * @throws Rejection when the request is not signed by the holder of a key
 */
export function authorize(
  request: SignedRequest,
  dialect: Dialect,
  rules: AccessRules & { readonly behaviour: EmulatorBehaviour },
): ChunkSeed | undefined {
  if (rules.behaviour.auth === "off") {
    return undefined;
  }
  if (dialect === "s3") {
    return verifySigV4(request, rules);
  }
  verifyCosSignature(request, { ...rules, isStrict: rules.behaviour.hasStrictSignatures });
  return undefined;
}
