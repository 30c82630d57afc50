import type { IncomingHttpHeaders } from "node:http";
import { isPenstockError } from "@penstock/core";
import { headOrReason } from "@penstock/transport";
import type { CosConnection } from "../cos-connection.ts";
import { customerKeyHeaders } from "../encryption-headers.ts";

/** The headers of an object; undefined when there is none. */
export async function headObject(
  connection: CosConnection,
  key: string,
  signal: AbortSignal,
): Promise<IncomingHttpHeaders | undefined> {
  const headers = customerKeyHeaders(connection.options.encryption);
  const firstByte = { ...headers, range: "bytes=0-0" };
  try {
    return await headOrReason(
      async () => (await connection.send({ method: "HEAD", key, headers }, signal)).headers,
      async () => await connection.send({ method: "GET", key, headers: firstByte }, signal),
    );
  } catch (error) {
    // A HEAD has no document: a bucket that is missing cannot be told from an object that is.
    if (isPenstockError(error, "store-missing")) {
      return undefined;
    }
    throw error;
  }
}
