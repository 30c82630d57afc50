import {
  type AttemptFailure,
  type ChangedTransfers,
  type FailureCount,
  type FrozenReceipt,
  type PartNumber,
  partRange,
  type Transfer,
  type TransferRef,
  type TransferStore,
  type UploadedPart,
  uploadChanges,
} from "@penstock/core";
import { recordsKey, tenantPrefix, uploadedKeys } from "../ledger-keys.ts";
import type { RedisCalls } from "../redis-calls.ts";
import { Script } from "../script.ts";
import { formatUploadChanges } from "../uploads/registered-uploads.ts";
import {
  failureArguments,
  formatReopened,
  parseChanged,
  parseFailureCount,
  parseFailures,
  parseFrozenReceipt,
  parseTransferFields,
  parseTransferList,
  restoredArguments,
} from "./transfer-documents.ts";
import { parseUploaded } from "./uploaded-parts.ts";

const save = new Script("transfers/save");
const reopenParts = new Script("transfers/reopen-parts");
const restoreTransfer = new Script("transfers/restore-transfer");
const noteFailure = new Script("transfers/note-failure");
const idleTransfers = new Script("transfers/idle-transfers");
const changedTransfers = new Script("transfers/changed-transfers");

export class RedisTransferStore implements TransferStore {
  readonly #calls: RedisCalls;

  constructor(calls: RedisCalls) {
    this.#calls = calls;
  }

  async readTransfer({ tenant, transferId }: TransferRef): Promise<Transfer | undefined> {
    const key = `${tenantPrefix(tenant)}tr:${transferId}`;
    const fields = await this.#calls.ask((redis) => redis.hmget(key, "doc", "state", "revision"));
    return parseTransferFields(fields);
  }

  async save(previous: Transfer, next: Transfer, receipt?: FrozenReceipt): Promise<boolean> {
    const plan = next.state.kind === "uploading" ? next.state.upload.plan : undefined;
    if (plan !== undefined && !["planned", "uploading"].includes(previous.state.kind)) {
      throw new RangeError("only reopenParts leads back to uploading: it says what is missing");
    }
    const saved = await this.#calls.run(save, next.tenant, [
      ...[next.id, previous.revision, next.revision, next.state.kind, next.generation],
      ...[plan?.partCount ?? 0, plan?.sizeBytes ?? 0],
      ...[JSON.stringify(next), plan?.partSizeBytes ?? 0],
      receipt === undefined ? "" : JSON.stringify(receipt),
      ...formatUploadChanges(uploadChanges(previous, next)),
    ]);
    return saved === 1;
  }

  async frozenReceipt({ tenant, transferId }: TransferRef): Promise<FrozenReceipt | undefined> {
    const key = `${tenantPrefix(tenant)}tr:${transferId}`;
    const json = await this.#calls.ask((redis) => redis.hget(key, "receipt"));
    return parseFrozenReceipt(json, transferId, this.#calls.damage);
  }

  async reopenParts(
    previous: Transfer,
    next: Transfer,
    numbers: readonly PartNumber[],
  ): Promise<boolean> {
    if (next.state.kind !== "uploading" || numbers.length === 0) {
      throw new RangeError("reopening leads to uploading, with some parts to upload again");
    }
    const { plan } = next.state.upload;
    const parts = formatReopened(numbers, (number) => partRange(plan, number).lengthBytes);
    const args = [next.id, previous.revision, next.revision, JSON.stringify(next), ...parts];
    return (await this.#calls.run(reopenParts, next.tenant, args)) === 1;
  }

  async restoreTransfer(
    previous: Transfer,
    next: Transfer,
    parts: readonly UploadedPart[],
  ): Promise<boolean> {
    if (!("upload" in next.state) || next.state.kind === "uploading") {
      throw new RangeError("restoring leads to a state that has an upload and dispatches no parts");
    }
    const args = restoredArguments(previous, next, { upload: next.state.upload, parts });
    return (await this.#calls.run(restoreTransfer, next.tenant, args)) === 1;
  }

  async uploadedParts(transfer: Transfer): Promise<readonly UploadedPart[]> {
    if (!("upload" in transfer.state)) {
      return [];
    }
    const { plan, checksum } = transfer.state.upload;
    const { generation } = transfer;
    const { partCount } = plan;
    const keys = uploadedKeys(transfer.tenant, transfer.id, { generation, partCount });
    const [records, ...buckets] = await this.#calls.pipeline((pipeline) => {
      pipeline.get(recordsKey(transfer.tenant, transfer.id, generation));
      for (const key of keys) {
        pipeline.hgetall(key);
      }
    });
    const uploaded = buckets as readonly Record<string, string>[];
    return parseUploaded(uploaded, typeof records === "string" ? records : "", checksum);
  }

  async noteFailure(
    { tenant, transferId }: TransferRef,
    generation: number,
    failure: AttemptFailure,
    counts: boolean,
    lastAttempt: number = Number.MAX_SAFE_INTEGER,
  ): Promise<FailureCount> {
    const args = [transferId, generation, ...failureArguments(failure, counts), lastAttempt];
    return parseFailureCount(await this.#calls.run(noteFailure, tenant, args));
  }

  async failures({ tenant, transferId }: TransferRef): Promise<readonly AttemptFailure[]> {
    const key = `${tenantPrefix(tenant)}failures:${transferId}`;
    const documents = await this.#calls.ask((redis) => redis.lrange(key, 0, -1));
    return parseFailures(documents, this.#calls.damage);
  }

  async idleTransfers(tenant: string, idleMs: number, limit: number): Promise<readonly Transfer[]> {
    const reply = await this.#calls.run(idleTransfers, tenant, [idleMs, limit]);
    return parseTransferList(reply, this.#calls.damage);
  }

  async changedTransfers(
    tenant: string,
    sinceMs: number,
    limit: number,
  ): Promise<ChangedTransfers> {
    const reply = await this.#calls.run(changedTransfers, tenant, [sinceMs, limit]);
    return parseChanged(reply, this.#calls.damage);
  }
}
