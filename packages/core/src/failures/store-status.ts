import type { ErrorCode } from "./errors.ts";

/** What the HTTP status of a store's failure means where the store gives no code that is known. */
export function storeCodeOfStatus(status: number): ErrorCode {
  switch (status) {
    case 401:
    case 403:
      return "store-refused";
    case 404:
      return "store-missing";
    case 408:
      return "store-unreachable";
    case 409:
      return "store-conflict";
    case 412:
      return "destination-exists";
    // 402: the account is in arrears. Like throttling it passes, and says nothing about the part.
    case 402:
    case 429:
    case 503:
      return "store-throttled";
    default:
      break;
  }
  if (status < 300) {
    // A success that could not be read.
    return "store-response-invalid";
  }
  // A redirect or a 5xx without a known code comes from something in front of the store.
  return status >= 400 && status < 500 ? "store-rejected" : "store-unreachable";
}
