import { createHash } from "node:crypto";
import { bytesBody } from "../bytes-body.ts";
import type { CosConnection } from "../cos-connection.ts";
import { writeTagging } from "../cos-xml.ts";

/** Replaces all tags of an object that is there. */
export async function putObjectTagging(
  connection: CosConnection,
  key: string,
  tags: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  const document = Buffer.from(writeTagging(tags));
  await connection.send(
    {
      method: "PUT",
      key,
      query: { tagging: "" },
      headers: {
        "content-type": "application/xml",
        "content-md5": createHash("md5").update(document).digest("base64"),
      },
      body: bytesBody(document),
    },
    signal,
  );
}
