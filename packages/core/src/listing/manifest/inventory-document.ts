import { isRecord, parsedJson } from "./json-row.ts";
import { manifestInvalid } from "./manifest-page.ts";

/** What the manifest.json of an S3 Inventory says. */
export type InventoryDocument = {
  readonly sourceBucket: string;
  readonly columns: InventoryColumns;
  readonly files: readonly InventoryFile[];
};

export type InventoryFile = {
  /** In the bucket that the inventory was written to, exactly as it is. */
  readonly key: string;
  readonly sizeBytes: number;
  /** Of the file as it is stored, in lower-case hex. */
  readonly md5: string;
};

/** At which place of a row there is what. Everything else in it is left alone: S3 adds columns. */
export type InventoryColumns = {
  readonly count: number;
  readonly bucket: number | undefined;
  readonly key: number;
  readonly versionId: number | undefined;
  readonly isLatest: number | undefined;
  readonly isDeleteMarker: number | undefined;
  readonly size: number | undefined;
  readonly etag: number | undefined;
  readonly storageClass: number | undefined;
};

/**
 * Reads a manifest.json.
 *
 * @throws PenstockError `manifest-invalid`
 */
export function readInventoryDocument(json: string): InventoryDocument {
  const document = parsedJson(json.replace(/^\ufeff/, ""));
  if (!isRecord(document)) {
    throw invalid("is no JSON object");
  }
  const { fileFormat, fileSchema, sourceBucket, files } = document;
  if (fileFormat !== "CSV") {
    throw invalid(
      `names the format ${textOr(fileFormat, "nothing")}, which Penstock does not read: have the inventory written as CSV`,
    );
  }
  if (typeof sourceBucket !== "string" || sourceBucket === "") {
    throw invalid("has no sourceBucket");
  }
  if (typeof fileSchema !== "string") {
    throw invalid("has no fileSchema, which names the columns");
  }
  if (!Array.isArray(files)) {
    throw invalid("has no list of files");
  }
  return { sourceBucket, columns: columnsOf(fileSchema), files: files.map(fileOf) };
}

function columnsOf(fileSchema: string): InventoryColumns {
  const names = fileSchema.split(",").map((name) => name.trim());
  const key = placeOf(names, "Key");
  if (key === undefined) {
    throw invalid("has a fileSchema without Key");
  }
  return {
    count: names.length,
    key,
    bucket: placeOf(names, "Bucket"),
    versionId: placeOf(names, "VersionId"),
    isLatest: placeOf(names, "IsLatest"),
    isDeleteMarker: placeOf(names, "IsDeleteMarker"),
    size: placeOf(names, "Size"),
    etag: placeOf(names, "ETag"),
    storageClass: placeOf(names, "StorageClass"),
  };
}

function placeOf(names: readonly string[], name: string): number | undefined {
  const place = names.indexOf(name);
  return place < 0 ? undefined : place;
}

function fileOf(file: unknown, index: number): InventoryFile {
  const { key, size, MD5checksum } = isRecord(file) ? file : {};
  const isFile = typeof key === "string" && key !== "" && Number.isSafeInteger(size);
  const md5 = textOr(MD5checksum, "").toLowerCase();
  if (!isFile || typeof size !== "number" || !/^[0-9a-f]{32}$/.test(md5)) {
    throw invalid(`has a file (number ${index + 1}) without key, size or MD5checksum`);
  }
  return { key, sizeBytes: size, md5 };
}

function textOr(value: unknown, other: string): string {
  return typeof value === "string" ? value : other;
}

function invalid(problem: string): Error {
  return manifestInvalid(`the manifest.json of the inventory ${problem}`);
}
