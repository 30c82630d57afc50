import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";

/**
 * For a response that comes before the body. A client whose Expect was not answered may or may not
 * send the body after all: that body could not be told from its next request, so this connection has
 * no next request.
 */
export function connectionHeaders(request: IncomingMessage): OutgoingHttpHeaders {
  const isBodyPending = request.headers.expect !== undefined && !request.readableDidRead;
  return isBodyPending ? { Connection: "close" } : {};
}
