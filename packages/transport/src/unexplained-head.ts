import { isPenstockError, PenstockError } from "@penstock/core";

/** What it says is about reading the bytes, which a HEAD does not do. */
const ABOUT_READING = new Set<unknown>(["InvalidObjectState", "InvalidRange"]);

/**
 * The response to a HEAD. A rejection of one has no document, so no code: the same 400 may be a wrong
 * name, expired credentials, a clock that is off, or a store that is busy. What the store says of a GET of the same
 * tells.
 *
 * @param get of as little as can be asked for
 * @throws what the GET threw where that explains the HEAD; `store-response-invalid` where the GET is answered,
 *         so that the store contradicts itself; otherwise what the HEAD threw
 */
export async function headOrReason<Response>(
  head: () => Promise<Response>,
  get: () => Promise<unknown>,
): Promise<Response> {
  try {
    return await head();
  } catch (error) {
    throw isUnexplained(error) ? await reasonOf(error, get) : error;
  }
}

async function reasonOf(head: PenstockError, get: () => Promise<unknown>): Promise<unknown> {
  try {
    await get();
  } catch (error) {
    if (!isAnswered(error)) {
      return isUnexplained(error) ? head : error;
    }
  }
  // Rights to a HEAD and to a GET may differ.
  return head.code === "store-refused"
    ? head
    : new PenstockError(
        "store-response-invalid",
        `${head.message}, and a GET of the same is not rejected`,
        { cause: head, details: head.details },
      );
}

function isUnexplained(error: unknown): error is PenstockError {
  return (
    isPenstockError(error, "store-rejected", "store-refused") &&
    error.details["storeCode"] === undefined
  );
}

/** Whether the GET got what it asked for, or would have, had the object another length or another class. */
function isAnswered(error: unknown): boolean {
  if (!isPenstockError(error, "store-rejected", "store-response-invalid")) {
    return false;
  }
  const { httpStatus = 200, storeCode } = error.details;
  const status = Number(httpStatus);
  return status < 300 || status === 416 || ABOUT_READING.has(storeCode);
}
