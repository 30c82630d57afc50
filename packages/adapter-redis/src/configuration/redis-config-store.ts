import {
  assertConfigName,
  type Clock,
  type ConfigDocument,
  type ConfigJournal,
  type ConfigKind,
  type ConfigLook,
  type ConfigName,
  type ConfigRecord,
  type ConfigStore,
  checkedConfigValue,
  configConflict,
  configDocumentOf,
  type Log,
  nextConfigRecord,
  type Random,
} from "@penstock/core";
import type { ChainableCommander } from "ioredis";
import { CONFIG_PREFIX } from "../ledger-keys.ts";
import type { RedisClient } from "../redis-client.ts";
import { toLedgerError } from "../redis-errors.ts";
import { Script } from "../script.ts";
import { kindKey, pathOf, RESTORED, RESTORING, REVISIONS, VERSION } from "./config-keys.ts";
import { parseRecord, parseRecords, parseReservation, parseRevisions } from "./config-replies.ts";
import { inTurns } from "./in-turns.ts";

/** Longer than all requests of one change; after that it is taken for one whose process died. */
const RESERVED_MS = 60_000;

const reserve = new Script("configuration/reserve-document");
const write = new Script("configuration/write-document");
const free = new Script("configuration/free-document");
const endRestore = new Script("configuration/end-restore");

type Copied = { readonly reply: unknown; readonly isWhole: boolean };

type Tools = {
  readonly journal: ConfigJournal | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** That this process knows: none of them may get into a document. */
  readonly secrets: ReadonlySet<string>;
};

/**
 * Configuration in Redis; with a journal what is there counts, and Redis holds a copy that every process
 * reads. A change goes to the journal first, so that what a process has read outlives Redis. Revisions of a
 * document only grow, also by a delete: so copies may come late, twice and in any order.
 */
export class RedisConfigStore implements ConfigStore {
  readonly #redis: RedisClient;
  readonly #tools: Tools;
  /** Documents that their kind could not parse, and that the log named. */
  readonly #unparsed = new Set<string>();

  constructor(redis: RedisClient, tools: Tools) {
    this.#redis = redis;
    this.#tools = tools;
  }

  async list<Value>(kind: ConfigKind<Value>): Promise<readonly ConfigDocument<Value>[]> {
    return (await this.look(kind)).documents;
  }

  async look<Value>(kind: ConfigKind<Value>): Promise<ConfigLook<Value>> {
    const { reply, isWhole } = await this.#fromCopy(() =>
      this.#lookWith((copy) => copy.hgetall(kindKey(kind.name))),
    );
    const records = parseRecords(reply);
    const documents = records
      .map((record) => this.#parse(kind, record))
      .filter((document) => document !== undefined)
      .sort((one, other) => (one.name < other.name ? -1 : 1));
    const deleted = records.filter(({ value }) => value === null).map(({ name }) => name);
    return { documents, deleted, isWhole };
  }

  async read<Value>(
    kind: ConfigKind<Value>,
    name: string,
  ): Promise<ConfigDocument<Value> | undefined> {
    assertConfigName(kind.name, name);
    const path = pathOf({ kind: kind.name, name });
    const { reply } = await this.#fromCopy(() =>
      this.#lookWith((copy) => copy.hget(kindKey(kind.name), path)),
    );
    return this.#parse(kind, parseRecord(reply));
  }

  async write<Value>(
    kind: ConfigKind<Value>,
    name: string,
    { revision, value }: { readonly revision: number; readonly value: Value },
  ): Promise<ConfigDocument<Value>> {
    assertConfigName(kind.name, name);
    const checked = checkedConfigValue(kind, name, value, this.#tools.secrets);
    const record = await this.#change({ kind: kind.name, name }, revision, checked);
    return { name, revision: record.revision, changedAtMs: record.changedAtMs, value };
  }

  async delete(kind: ConfigKind<unknown>, name: string, revision: number): Promise<void> {
    assertConfigName(kind.name, name);
    if (revision === 0) {
      throw new RangeError(`${kind.name}/${name}: a document that is not there cannot be deleted`);
    }
    await this.#change({ kind: kind.name, name }, revision, null);
  }

  async version(): Promise<string> {
    // Every process asks for it a few times a second: by one command.
    const { reply } = await this.#fromCopy(async () => {
      const [restored, version] = await this.#ask((redis) => redis.mget(RESTORED, VERSION));
      return { isWhole: restored !== null, reply: version };
    });
    return String(reply ?? "");
  }

  /** Each side gets what only the other has: a journal can be younger than the documents in Redis. */
  async reconcile(): Promise<void> {
    const { journal } = this.#tools;
    if (journal === undefined) {
      await this.#ask((redis) => redis.set(RESTORED, "1"));
      return;
    }
    const token = this.#token();
    await this.#ask((redis) => redis.set(RESTORING, token));
    const copied = await this.#ask((redis) => redis.hgetall(REVISIONS));
    const kept = await journal.revisions();
    const inJournal = new Map(kept.map((each) => [pathOf(each), each.revision]));
    const toCopy = kept.filter((each) => each.revision > Number(copied[pathOf(each)] ?? 0));
    await inTurns(toCopy, async (each) => {
      const record = await journal.newest(each);
      await (record && this.#copy(record));
    });
    const toKeep = parseRevisions(copied).filter(
      (each) => each.revision > (inJournal.get(pathOf(each)) ?? 0),
    );
    await inTurns(toKeep, (each) => this.#keep(journal, each));
    await this.#ask((redis) => endRestore.run(redis, CONFIG_PREFIX, token));
    if (toCopy.length > 0) {
      this.#tools.log.info(
        { documents: toCopy.length },
        "the configuration was restored from the journal",
      );
    }
  }

  async #change(name: ConfigName, expected: number, value: object | null): Promise<ConfigRecord> {
    const { journal, clock } = this.#tools;
    const token = this.#token();
    const { isReserved, current } = await this.#reserve(name, token);
    if (!isReserved) {
      throw configConflict(name.kind, name.name);
    }
    try {
      const kept = await journal?.newest(name);
      if (kept !== undefined && kept.revision > (current?.revision ?? 0)) {
        // Of a change whose process died, or whose copy Redis lost.
        await this.#copy(kept);
      }
      const newest = (kept?.revision ?? 0) > (current?.revision ?? 0) ? kept : current;
      const change = { ...name, expected, changedAtMs: clock.nowMs(), value };
      const record = nextConfigRecord(newest, change);
      const isKept = journal === undefined || (await journal.append(record));
      if (!isKept || !(await this.#copy(record))) {
        throw configConflict(name.kind, name.name);
      }
      return record;
    } finally {
      await this.#ask((redis) => free.run(redis, CONFIG_PREFIX, pathOf(name), token));
    }
  }

  async #reserve(name: ConfigName, token: string) {
    const reply = await this.#ask((redis) =>
      reserve.run(redis, CONFIG_PREFIX, pathOf(name), name.kind, token, RESERVED_MS),
    );
    return parseReservation(reply);
  }

  /** False when the same or a newer revision is there. */
  async #copy(record: ConfigRecord): Promise<boolean> {
    const { kind, revision } = record;
    const json = JSON.stringify(record);
    const written = await this.#ask((redis) =>
      write.run(redis, CONFIG_PREFIX, pathOf(record), kind, revision, json),
    );
    return written === 1;
  }

  async #keep(journal: ConfigJournal, name: ConfigName): Promise<void> {
    const json = await this.#ask((redis) => redis.hget(kindKey(name.kind), pathOf(name)));
    const record = parseRecord(json);
    await (record && journal.append(record));
  }

  /** What is missing after a loss is not deleted: each look says in the same step whether Redis has all of it. */
  async #fromCopy(look: () => Promise<Copied>): Promise<Copied> {
    const found = await look();
    if (found.isWhole || this.#tools.journal === undefined) {
      return found;
    }
    await this.reconcile();
    return look();
  }

  async #lookWith(read: (copy: ChainableCommander) => ChainableCommander): Promise<Copied> {
    const replies = await this.#ask((redis) => read(redis.multi().exists(RESTORED)).exec());
    return { isWhole: replies?.[0]?.[1] === 1, reply: replies?.[1]?.[1] };
  }

  #parse<Value>(
    kind: ConfigKind<Value>,
    record: ConfigRecord | undefined,
  ): ConfigDocument<Value> | undefined {
    if (record === undefined) {
      return undefined;
    }
    try {
      return configDocumentOf(kind, record);
    } catch (error) {
      const detail = `${pathOf(record)} at revision ${record.revision}`;
      if (!this.#unparsed.has(detail)) {
        this.#unparsed.add(detail);
        this.#tools.log.error(
          { detail, err: error },
          "a document of the configuration is left out",
        );
      }
      return undefined;
    }
  }

  #token(): string {
    return Buffer.from(this.#tools.random.bytes(8)).toString("hex");
  }

  async #ask<Reply>(question: (redis: RedisClient) => Promise<Reply>): Promise<Reply> {
    try {
      return await question(this.#redis);
    } catch (error) {
      throw toLedgerError(error);
    }
  }
}
