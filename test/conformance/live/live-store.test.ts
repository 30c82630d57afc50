import { STORE_PROFILES } from "@penstock/core";
import { describeAttributes, describeObjectStore } from "@penstock/testkit";
import { inject } from "vitest";
import { describeUploadPartPage } from "../describe-upload-part-page.ts";
import { describeWholeJobs } from "../describe-whole-jobs.ts";
import { openTarget } from "../open-target.ts";
import { rawStoreOf, schemeOf } from "../store-target.ts";
import { OBJECT_STORE, UPLOAD_PART_PAGE } from "./rows.ts";

const target = inject("target");
const keyPrefix = inject("keyPrefix");
const { limits, behaviour } = STORE_PROFILES[target.provider];

const open = async () => openTarget(target, keyPrefix);
describeObjectStore(OBJECT_STORE, open, {
  holes: behaviour.partNumberGaps.is === "refused" ? "refused" : "joined",
});
describeAttributes(OBJECT_STORE, open);

describeWholeJobs(target, keyPrefix);

describeUploadPartPage(UPLOAD_PART_PAGE, schemeOf(target.provider), async () => {
  const store = rawStoreOf(target);
  return {
    store,
    partBytes: limits.minPartBytes,
    maxParts: limits.maxParts,
    keyPrefix,
    close: async () => store.close(),
  };
});
