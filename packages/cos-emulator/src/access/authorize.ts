import { Refusal } from "../refusal.ts";
import { verifyCosSignature } from "./cos-signature.ts";
import { type Credentials, headerOf, type SignedRequest } from "./credentials.ts";
import { SIGV4_ALGORITHM, verifySigV4 } from "./sigv4.ts";

/** Which of the two vendors' APIs a request speaks. Both reach the same uploads and objects. */
export type Face = "cos" | "s3";

/** The face is told by the signature scheme alone, as on the endpoint of COS that serves both. */
export function faceOf(authorization: string | undefined): Face {
  return authorization?.startsWith(SIGV4_ALGORITHM) ? "s3" : "cos";
}

/** @throws Refusal when the request is not signed by the holder of the credentials */
export function authorize(request: SignedRequest, credentials: Credentials): void {
  const authorization = headerOf(request.headers, "authorization");
  if (authorization === undefined) {
    throw new Refusal("AccessDenied", "The request has no Authorization header.");
  }
  const verify = faceOf(authorization) === "s3" ? verifySigV4 : verifyCosSignature;
  verify(authorization, request, { credentials, nowMs: Date.now() });
}
