import {
  abortOrphansRequest,
  abortOrphansView,
  openUploadPage,
  openUploadQuery,
} from "../open-upload-view.ts";
import { get, post } from "./api-route.ts";

/** What is open at the stores. */
export const UPLOAD_ROUTES = {
  listUploads: {
    ...get(
      "/v1/uploads",
      "What is open at the stores, oldest first, and whose it is; with a key of one tenant its own. Takes up to a minute.",
      openUploadPage,
    ),
    query: openUploadQuery,
  },
  abortOrphans: {
    ...post(
      "/v1/uploads:abortOrphans",
      "Ends uploads of ours that no transfer uses; what became of each.",
      abortOrphansView,
    ),
    reach: "deployment",
    body: abortOrphansRequest,
    example: { olderThan: "24h" },
    repeats: "same",
  },
} as const;
