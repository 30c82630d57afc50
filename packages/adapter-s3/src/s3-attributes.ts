import type { HeadObjectCommandOutput } from "@aws-sdk/client-s3";
import { type SourceAttributes, sourceAttributesOf } from "@penstock/core";

/** What a HEAD says of an object besides its bytes, put back into the headers that the SDK took apart. */
export function s3AttributesOf(head: HeadObjectCommandOutput): SourceAttributes {
  const count = (value: number | undefined) => (value === undefined ? undefined : String(value));
  return sourceAttributesOf({
    "content-type": head.ContentType,
    "cache-control": head.CacheControl,
    "content-disposition": head.ContentDisposition,
    "content-encoding": head.ContentEncoding,
    "content-language": head.ContentLanguage,
    expires: head.ExpiresString,
    "x-amz-storage-class": head.StorageClass,
    "x-amz-tagging-count": count(head.TagCount),
    "x-amz-website-redirect-location": head.WebsiteRedirectLocation,
    "x-amz-object-lock-mode": head.ObjectLockMode,
    "x-amz-object-lock-legal-hold": head.ObjectLockLegalHoldStatus,
    "x-amz-missing-meta": count(head.MissingMeta),
    ...Object.fromEntries(
      Object.entries(head.Metadata ?? {}).map(([name, value]) => [`x-amz-meta-${name}`, value]),
    ),
  });
}
