import { isUtf8 } from "node:buffer";
import { duplicateMember } from "@penstock/wire";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { Rejection } from "./problem.ts";

/**
 * The one kind of body, but for files: JSON in plain UTF-8. What two readers could take for two things is refused: another
 * charset or encoding, bytes that are not UTF-8, a byte order mark, a member that is there twice.
 */
export function takeOnlyJson(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser("error", "error");
  app.removeAllContentTypeParsers();
  leaveFiles(app);
  app.addContentTypeParser<Buffer>(
    // The second one is that of a PATCH, which is JSON all the same.
    ["application/json", "application/merge-patch+json"],
    { parseAs: "buffer" },
    (request, bytes, done) => {
      const { "content-type": type = "", "content-encoding": encoding = "identity" } =
        request.headers;
      try {
        checkMediaType(type, encoding);
        const text = decode(bytes);
        void parseJson(request, text, (error, value: unknown) => {
          done(error ?? rejectionOfDuplicate(text), value);
        });
      } catch (error) {
        done(error instanceof Error ? error : new Error("a body cannot be read", { cause: error }));
      }
    },
  );
}

/** What a route reads itself is left as it comes, once it is known whose request it is. */
function leaveFiles(app: FastifyInstance): void {
  app.addContentTypeParser("*", async ({ is404, routeOptions }: FastifyRequest) => {
    if (!is404 && routeOptions.config.row?.consumes === undefined) {
      throw unsupported("this path takes JSON: send it as application/json");
    }
  });
}

/** @throws Rejection for an encoding, or for text that is no UTF-8 */
export function checkMediaType(type: string, encoding: string): void {
  if (encoding.toLowerCase() !== "identity") {
    throw unsupported("the body is encoded: send it without content-encoding");
  }
  const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(type)?.[1] ?? "utf-8";
  if (!/^utf-?8$/i.test(charset)) {
    throw unsupported("the body is in another charset: send it as UTF-8");
  }
}

function unsupported(detail: string): Rejection {
  return new Rejection("media-type-unsupported", 415, detail);
}

const BYTE_ORDER_MARK = Buffer.from("\ufeff");

function decode(bytes: Buffer): string {
  if (bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)) {
    throw new Rejection(
      "request-invalid",
      400,
      "the body begins with a byte order mark: leave it out",
    );
  }
  if (!isUtf8(bytes)) {
    throw new Rejection("request-invalid", 400, "the body is not UTF-8");
  }
  return bytes.toString();
}

function rejectionOfDuplicate(text: string): Rejection | null {
  const name = duplicateMember(text);
  return name === undefined
    ? null
    : new Rejection("request-invalid", 400, `the body has ${JSON.stringify(name)} twice: keep one`);
}
