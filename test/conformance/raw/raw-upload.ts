import type { RawResponse, RawStore } from "./raw-store.ts";

type Headers = Readonly<Record<string, string>>;

/** A part as Complete lists it. */
export type NamedPart = readonly [number: number, etag: string];

/** @throws Error when the store opens no upload */
export async function openRawUpload(
  store: RawStore,
  key: string,
  headers: Headers = {},
): Promise<RawUpload> {
  const response = await store.send({ method: "POST", key, query: { uploads: "" }, headers });
  const uploadId = element(response.text, "UploadId");
  if (uploadId === undefined) {
    throw new Error(`Initiate was answered with ${response.status} ${response.code}`);
  }
  return new RawUpload(store, key, uploadId);
}

/** The calls of one multipart upload as they go over the network, with every response as it came. */
export class RawUpload {
  readonly store: RawStore;
  readonly key: string;
  readonly uploadId: string;

  constructor(store: RawStore, key: string, uploadId: string) {
    this.store = store;
    this.key = key;
    this.uploadId = uploadId;
  }

  /** The part number may be any text, to see what the store makes of it. */
  async send(
    number: number | string,
    body: Uint8Array | string,
    headers: Headers = {},
  ): Promise<RawResponse> {
    return await this.store.send({ ...this.#put(number), headers, body });
  }

  async probe(number: number, bodyBytes: number) {
    return await this.store.probe(this.#put(number), bodyBytes);
  }

  /** Sends a part that must be taken, and names it as Complete will. */
  async upload(number: number, body: Uint8Array | string): Promise<NamedPart> {
    const { status, code, headers } = await this.send(number, body);
    if (status !== 200 || headers["etag"] === undefined) {
      throw new Error(`part ${number} was answered with ${status} ${code}`);
    }
    return [number, headers["etag"]];
  }

  async complete(parts: readonly NamedPart[]): Promise<RawResponse> {
    const list = parts.map(
      ([number, etag]) => `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag></Part>`,
    );
    return await this.completeWith(
      `<CompleteMultipartUpload>${list.join("")}</CompleteMultipartUpload>`,
    );
  }

  async completeWith(document: string): Promise<RawResponse> {
    const { key, uploadId } = this;
    const headers = { "content-type": "application/xml" };
    return await this.store.send({
      ...{ method: "POST", key, query: { uploadId } },
      headers,
      body: document,
    });
  }

  async abort(): Promise<RawResponse> {
    const { key, uploadId } = this;
    return await this.store.send({ method: "DELETE", key, query: { uploadId } });
  }

  /** Numbers and sizes of the parts that the store has. */
  async uploaded(): Promise<readonly (readonly [number: number, sizeBytes: number])[]> {
    const { key, uploadId } = this;
    const { text } = await this.store.send({ method: "GET", key, query: { uploadId } });
    return elements(text, "Part").map((part) => [
      Number(element(part, "PartNumber")),
      Number(element(part, "Size")),
    ]);
  }

  #put(number: number | string) {
    const query = { partNumber: String(number), uploadId: this.uploadId };
    return { method: "PUT", key: this.key, query } as const;
  }
}

export function element(xml: string, name: string): string | undefined {
  return elements(xml, name)[0];
}

export function elements(xml: string, name: string): readonly string[] {
  return [...xml.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, "gs"))].map(
    ([, content = ""]) => content,
  );
}
