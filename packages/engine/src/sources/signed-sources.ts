// Sources and manifests that are signed URLs: their queries are sealed wherever they are kept, and opened where
// they are read.

import {
  type Address,
  isUrlOrigin,
  type JobId,
  type Ledger,
  PenstockError,
  type Sealing,
  type Transfer,
  type TransferId,
  type TransferRef,
} from "@penstock/core";

type OnTransfers = { readonly ledger: Pick<Ledger, "transfers"> };

/** Of 8 KiB at most each. */
const MAX_KNOWN = 500;

type Read = TransferRef & { readonly source: Address };

/** The queries of signed URLs. A process that reads many parts of one source opens its query once. */
export class SignedSources {
  readonly #sealing: Sealing;
  readonly #opened = new Map<TransferId, string>();

  constructor(sealing: Sealing) {
    this.#sealing = sealing;
  }

  /** @throws PenstockError `sealing-key-missing` */
  seal(transferId: TransferId, query: string): string {
    return this.#sealing.seal(query, purposeOf(transferId));
  }

  /** @throws PenstockError `sealing-key-missing` */
  sealManifest(jobId: JobId, query: string): string {
    return this.#sealing.seal(query, purposeOfManifest(jobId));
  }

  /** @throws PenstockError `sealing-key-missing`, `sealed-text-invalid` */
  openManifest(jobId: JobId, sealedQuery: string): string {
    return this.#sealing.open(sealedQuery, purposeOfManifest(jobId));
  }

  /**
   * Where the source of a transfer is read: its address, with the query behind the key.
   *
   * @throws PenstockError `sealing-key-missing`, `sealed-text-invalid`
   */
  async addressOf({ ledger }: OnTransfers, read: Read): Promise<Address> {
    if (!isUrlOrigin(read.source.connection)) {
      return read.source;
    }
    const known = this.#opened.get(read.transferId);
    if (known !== undefined) {
      return withQuery(read.source, known);
    }
    const transfer = await ledger.transfers.readTransfer(read);
    const query = transfer === undefined ? "" : this.#open(transfer);
    this.#keep(read.transferId, query);
    return withQuery(read.source, query);
  }

  /** After a failure it may have been renewed. */
  forget(transferId: TransferId): void {
    this.#opened.delete(transferId);
  }

  #open({ id, sealedQuery }: Transfer): string {
    return sealedQuery === undefined ? "" : this.#sealing.open(sealedQuery, purposeOf(id));
  }

  #keep(transferId: TransferId, query: string): void {
    const [oldest] = this.#opened.keys();
    if (this.#opened.size >= MAX_KNOWN && oldest !== undefined) {
      this.#opened.delete(oldest);
    }
    this.#opened.set(transferId, query);
  }
}

type Reading = OnTransfers & { readonly signedSources?: SignedSources | undefined };

/** See `SignedSources.addressOf`; that of a connection is its own. */
export async function readAddressOf(engine: Reading, read: Read): Promise<Address> {
  if (!isUrlOrigin(read.source.connection)) {
    return read.source;
  }
  return await signedSourcesOf(engine).addressOf(engine, read);
}

export function signedSourcesOf({ signedSources }: Pick<Reading, "signedSources">): SignedSources {
  if (signedSources === undefined) {
    throw new PenstockError("sealing-key-missing", "this process opens no signed URLs");
  }
  return signedSources;
}

function withQuery({ connection, key }: Address, query: string): Address {
  return { connection, key: query === "" ? key : `${key}?${query}` };
}

function purposeOf(transferId: TransferId): string {
  return `source-url/${transferId}`;
}

function purposeOfManifest(jobId: JobId): string {
  return `manifest-url/${jobId}`;
}
