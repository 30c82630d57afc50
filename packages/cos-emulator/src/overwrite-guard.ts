import { type Call, headerIn } from "./call.ts";
import { ErrorResponse, type ErrorResponseCode } from "./error-response.ts";

/**
 * Reads whether the object must not be there yet (COS document 436/7749; S3 API, "conditional
 * writes"), and returns the look that says so: it is taken before a body is asked for, and again in
 * the very moment in which the object would appear.
 *
 * @throws Rejection `InvalidArgument` or `NotImplemented` for another condition; the look itself
 *   `FileAlreadyExists` or, to S3's condition, `PreconditionFailed`
 */
export function overwriteGuard(call: Call): () => void {
  const code = readGuard(call);
  if (code === undefined) {
    return () => undefined;
  }
  const { store, bucket, key } = call;
  return () => {
    if (store.objects.find({ bucket, key }) !== undefined) {
      throw new ErrorResponse(code, "The object exists and must not be overwritten.");
    }
  };
}

/** What a write that must not replace is refused with; undefined for one that may. */
function readGuard(call: Call): ErrorResponseCode | undefined {
  const forbids = headerIn(call, "x-cos-forbid-overwrite")?.toLowerCase();
  if (forbids !== undefined && forbids !== "true" && forbids !== "false") {
    throw new ErrorResponse("InvalidArgument", "x-cos-forbid-overwrite is true or false.");
  }
  const noneMatch = headerIn(call, "if-none-match");
  if (noneMatch !== undefined && (call.dialect === "cos" || noneMatch !== "*")) {
    throw new ErrorResponse(
      "NotImplemented",
      "The only condition of a write is If-None-Match: * of S3.",
    );
  }
  if (forbids === "true") {
    return "FileAlreadyExists";
  }
  return noneMatch === undefined ? undefined : "PreconditionFailed";
}
