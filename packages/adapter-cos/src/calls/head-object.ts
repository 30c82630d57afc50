import type { IncomingHttpHeaders } from "node:http";
import { isPenstockError } from "@penstock/core";
import type { CosConnection } from "../cos-connection.ts";
import { customerKeyHeaders } from "../encryption-headers.ts";

/** The headers of an object; undefined when there is none. */
export async function headObject(
  connection: CosConnection,
  key: string,
  signal: AbortSignal,
): Promise<IncomingHttpHeaders | undefined> {
  const headers = customerKeyHeaders(connection.options.encryption);
  try {
    return (await connection.send({ method: "HEAD", key, headers }, signal)).headers;
  } catch (error) {
    // A HEAD has no document: a bucket that is missing cannot be told from an object that is.
    if (isPenstockError(error, "store-missing")) {
      return undefined;
    }
    throw error;
  }
}
