/** What the options of `penstock conn add` come to. */
export type ConnectionOptions = {
  readonly provider: string;
  readonly bucket?: string;
  readonly region?: string;
  readonly endpoint?: string;
  readonly baseUrl?: string;
  readonly accessKeyId?: string;
  readonly anonymous?: true;
  readonly option?: Readonly<Record<string, string>>;
};

type Template = {
  /** Where the provider knows but one. */
  readonly region?: string;
  readonly endpoint?: (region: string) => string;
};

/** Of providers whose addresses follow from the region; the others are told their endpoint. */
const TEMPLATES: Readonly<Record<string, Template>> = {
  r2: { region: "auto" },
  gcs: { region: "auto", endpoint: () => "https://storage.googleapis.com" },
  b2: { endpoint: (region) => `https://s3.${region}.backblazeb2.com` },
  oss: { endpoint: (region) => `https://s3.oss-${region}.aliyuncs.com` },
  "cos-s3": { endpoint: (region) => `https://cos.${region}.myqcloud.com` },
  minio: { region: "us-east-1" },
  versitygw: { region: "us-east-1" },
  swift: { region: "us-east-1" },
  ceph: { region: "default" },
};

/** A connection by the template of its provider, before the contract has checked it. Pure. */
export function connectionFrom(
  { provider, bucket, baseUrl, accessKeyId, anonymous, option = {}, ...given }: ConnectionOptions,
  secret: string | undefined,
): object {
  const options = Object.fromEntries(
    Object.entries(option).map(([name, text]) => [name, fieldValue(text)]),
  );
  if (provider === "http") {
    return { provider, baseUrl, ...options };
  }
  const { region = TEMPLATES[provider]?.region } = given;
  const { endpoint = region && TEMPLATES[provider]?.endpoint?.(region) } = given;
  const credentials = anonymous ? { kind: "anonymous" } : { accessKeyId, secretAccessKey: secret };
  return {
    ...{ provider, bucket, region, credentials },
    ...(endpoint !== undefined && { endpoint }),
    ...options,
  };
}

function fieldValue(text: string): string | number | boolean {
  if (text === "true" || text === "false") {
    return text === "true";
  }
  return /^\d{1,15}$/.test(text) ? Number(text) : text;
}
