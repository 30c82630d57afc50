import { type Clock, PenstockError, type StoreEncryption, type VersionMode } from "@penstock/core";
import type { Network } from "@penstock/transport";

export type CosCredentials = {
  /** The SecretId. */
  readonly accessKeyId: string;
  /** The SecretKey. */
  readonly secretAccessKey: string;
  /** Of a temporary key. */
  readonly sessionToken?: string;
};

export type CosOptions = {
  /** With its APPID: `NAME-APPID`. */
  readonly bucket: string;
  readonly region: string;
  /** Where to connect instead of the bucket's own host. The Host header stays the bucket's. */
  readonly endpoint?: string;
  /** Asked for every request, so that a rotated key is taken up at once. */
  readonly credentials: () => CosCredentials | Promise<CosCredentials>;
  /** How its servers are reached; left out, directly. */
  readonly network?: Network | undefined;
  /** Nothing is signed, and no credentials are asked for. */
  readonly isAnonymous?: boolean;
  readonly clock: Clock;
  /**
   * How long a signature is good for, which bounds how late a request of a lost lease can still start.
   * 75 by default: a lease of 15 s and 60 s more.
   */
  readonly signatureSeconds?: number;
  /** How what is written here is encrypted; a customer's key is also what is read with. */
  readonly encryption?: StoreEncryption;
  /** The rate that COS holds each part and each PUT to, in bit/s. */
  readonly trafficLimitBitsPerSecond?: number;
  /** Ask COS whether it wants a large body before it is sent: a rejection then costs no bytes. */
  readonly expectContinue?: boolean;
  /** As a source: the one sign to compare besides the size. */
  readonly sourceVersion?: VersionMode | undefined;
};

/** 100 KB/s and 100 MB/s (document 436/7750). */
const TRAFFIC_LIMITS = { least: 819_200, most: 838_860_800 };

/** @throws PenstockError `settings-invalid` for what COS would answer with 400 InvalidArgument, to every part */
export function checkCosOptions({ bucket, trafficLimitBitsPerSecond: limit }: CosOptions): void {
  const { least, most } = TRAFFIC_LIMITS;
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= least && limit <= most)) {
    throw new PenstockError(
      "settings-invalid",
      `bucket ${bucket}: COS takes a traffic limit of ${least} to ${most} bit/s (100 KB/s to 100 MB/s), not ${limit}: choose one in between, or none`,
    );
  }
}
