import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Crc64Xz } from "@penstock/core";
import type { DiskStore } from "../store/disk-store.ts";
import type { Attributes } from "../store/records.ts";

const NO_ATTRIBUTES: Attributes = {
  headers: {},
  metadata: {},
  storageClass: "STANDARD",
  acl: "default",
  tags: {},
  encryption: { kind: "none" },
};

/**
 * Puts another writer's object under the key. The one that is there keeps its bytes, so that neither
 * size nor checksum tells the two apart, and every value of its metadata becomes another one. Where
 * there is none, zeros appear.
 */
export function writeForeignObject(
  store: DiskStore,
  { bucket, key }: { readonly bucket: string; readonly key: string },
  sizeBytes = 1,
): void {
  const etag = randomBytes(16).toString("hex");
  const storedMs = Date.now();
  const present = store.objects.find({ bucket, key });
  if (present !== undefined) {
    const { attributes } = present.record;
    const metadata = Object.fromEntries(
      Object.keys(attributes.metadata).map((name) => [name, "another-writer"]),
    );
    const record = { ...present.record, attributes: { ...attributes, metadata }, etag, storedMs };
    // The folder is the same, so the earlier object must not discard it.
    store.objects.replace({ record, folder: present.folder });
    return;
  }
  const zeros = Buffer.alloc(sizeBytes);
  const { name, folder } = store.newFolder();
  writeFileSync(join(folder.path, "body"), zeros);
  const crc64 = new Crc64Xz();
  crc64.update(zeros);
  const record = {
    bucket,
    key,
    attributes: NO_ATTRIBUTES,
    etag,
    sizeBytes,
    crc64: crc64.digest(),
    storedMs,
    folder: name,
    pieces: [{ file: "body", sizeBytes }],
  };
  store.objects.replace({ record, folder });
}
