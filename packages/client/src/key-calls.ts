import {
  type CallerView,
  callerView,
  type KeyPage,
  type KeyRequestInput,
  type KeyView,
  keyPage,
  keyView,
  type LoginLinkView,
  loginLinkView,
  type NewKeyView,
  newKeyView,
} from "@penstock/wire";
import { type Api, callApi } from "./http-call.ts";

/** Who may ask, and as whom this client does. */
export type KeyCalls = {
  /** Its text is in the response, and nowhere else. */
  createKey(request: KeyRequestInput, signal?: AbortSignal): Promise<NewKeyView>;
  listKeys(signal?: AbortSignal): Promise<KeyPage>;
  /** Resolves with the key as it was. */
  revokeKey(id: string, signal?: AbortSignal): Promise<KeyView>;
  /** As whom the API sees this client. */
  readCaller(signal?: AbortSignal): Promise<CallerView>;
  /** To be opened in a browser, once: it may do then what this client may. */
  createLoginLink(signal?: AbortSignal): Promise<LoginLinkView>;
};

export function keyCalls(api: Api): KeyCalls {
  return {
    createKey: (body, signal) =>
      callApi(api, { method: "POST", path: "/v1/keys", body }, newKeyView, signal),
    listKeys: (signal) => callApi(api, { method: "GET", path: "/v1/keys" }, keyPage, signal),
    revokeKey: (id, signal) => {
      const call = { method: "DELETE", path: `/v1/keys/${encodeURIComponent(id)}` } as const;
      return callApi(api, call, keyView, signal);
    },
    readCaller: (signal) => callApi(api, { method: "GET", path: "/v1/caller" }, callerView, signal),
    createLoginLink: (signal) =>
      callApi(api, { method: "POST", path: "/v1/sessions:link" }, loginLinkView, signal),
  };
}
