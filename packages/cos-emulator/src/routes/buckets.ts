import { readSmallBody } from "../body.ts";
import type { Call } from "../call.ts";
import { ErrorResponse } from "../error-response.ts";
import { accountXml } from "../listing.ts";
import { respondEmpty, respondXml } from "../response.ts";
import { element, parent } from "../xml.ts";
import { spellingOf } from "../xml-spelling.ts";

const MAX_SETTINGS_BYTES = 64 * 1024;
/** Where Amazon repeats the success to the owner, as it did before there were other regions. */
const FIRST_REGION = "us-east-1";

/** GET Service (COS document 436/8291), ListBuckets of S3. */
export async function listBuckets(call: Call): Promise<void> {
  const { buckets, store, region, dialect } = call;
  const made = spellingOf(call).time(store.openedMs);
  const rows = [...buckets]
    .sort()
    .map((name) =>
      parent("Bucket", [
        element("Name", name),
        ...(dialect === "cos" ? [element("Location", region)] : []),
        element("CreationDate", made),
      ]),
    );
  const xml = parent("ListAllMyBucketsResult", [accountXml("Owner"), parent("Buckets", rows)]);
  respondXml(call.response, xml);
}

/**
 * PUT Bucket (COS document 436/7738) of one that is there: many clients make sure of it before they
 * write. Others are named when the store starts.
 */
export async function createBucket(call: Call): Promise<void> {
  const { bucket, dialect, region, response } = call;
  await readSmallBody(call, MAX_SETTINGS_BYTES);
  if (dialect === "cos" || region !== FIRST_REGION) {
    throw new ErrorResponse("BucketAlreadyOwnedByYou", "The bucket is there already, and yours.");
  }
  respondEmpty(response, 200, { Location: `/${bucket}` });
}

/** GET Bucket location (COS document 436/8275). Amazon leaves the name of its first region out. */
export async function getBucketLocation({ response, region, dialect }: Call): Promise<void> {
  const isUnnamed = dialect === "s3" && region === FIRST_REGION;
  respondXml(response, element("LocationConstraint", isUnnamed ? "" : region));
}

/** GET Bucket versioning (COS document 436/19888): it was never turned on. */
export async function getBucketVersioning({ response }: Call): Promise<void> {
  respondXml(response, parent("VersioningConfiguration", []));
}
