import {
  type ConfigKind,
  type ConfigStore,
  type JobId,
  LimitCalendar,
  type LimitName,
  type Limits,
} from "@penstock/core";

/** How the documents with limits are written. */
export type LimitForms = {
  /** `deployment`, and `connection:NAME`. */
  readonly limits: ConfigKind<Limits>;
  /** `TENANT:JOB`. */
  readonly jobLimits: ConfigKind<Limits>;
  /** By the name of the tenant. */
  readonly tenants: ConfigKind<{ readonly limits: Limits }>;
};

/** What a part, or a batch, is of: each of these may have limits. */
export type WorkScope = {
  readonly tenant: string;
  readonly jobId: JobId;
  /** Those that it reads from and writes to. */
  readonly connections: readonly string[];
};

const LIMIT_LEVELS = ["deployment", "connection", "tenant", "job"] as const;
export type LimitLevel = (typeof LIMIT_LEVELS)[number];

/** Whose limits: `connection cos`. */
export type LimitHolder = { readonly level: LimitLevel; readonly name: string };

export type RateName = Extract<LimitName, `${string}PerSecond`>;
export const LIMITED_RATES: readonly RateName[] = ["bytesPerSecond", "requestsPerSecond"];

const DEPLOYMENT: LimitHolder = { level: "deployment", name: "" };

export function holdersOf({ tenant, jobId, connections }: WorkScope): readonly LimitHolder[] {
  return [
    DEPLOYMENT,
    ...connections.map((name) => ({ level: "connection", name }) as const),
    { level: "tenant", name: tenant },
    { level: "job", name: jobLimitsName(tenant, jobId) },
  ];
}

/** Whether something of this scope is bound by what its holder has. */
export function isUnder(
  { tenant, jobId, connections }: WorkScope,
  { level, name }: LimitHolder,
): boolean {
  switch (level) {
    case "deployment":
      return true;
    case "connection":
      return connections.includes(name);
    case "tenant":
      return name === tenant;
    case "job":
      return name === jobLimitsName(tenant, jobId);
    default:
      return level satisfies never;
  }
}

/** The document of a connection's limits; a name of a connection has no colon. */
export function connectionLimitsName(connection: string): string {
  return `${CONNECTION}${connection}`;
}

export function jobLimitsName(tenant: string, jobId: string): string {
  return `${tenant}:${jobId}`;
}

export const DEPLOYMENT_LIMITS_NAME = "deployment";
const CONNECTION = "connection:";

type Book = ReadonlyMap<LimitLevel, ReadonlyMap<string, LimitCalendar>>;

const EMPTY: Book = new Map();

type Tools = {
  readonly config: Pick<ConfigStore, "list" | "version">;
  readonly forms: LimitForms;
  /** Of the deployment, as long as no document says otherwise. */
  readonly settings: Limits;
};

/** All limits as this process knows them, for code that cannot wait for a read. */
export class LimitBook {
  readonly #tools: Tools;
  #book: Book;
  #version: string | undefined;
  #reading: Promise<void> | undefined;
  /** Another one whenever a limit may be another. */
  edition = 0;

  constructor(tools: Tools) {
    this.#tools = tools;
    this.#book = withSettings(EMPTY, tools.settings);
  }

  get isEmpty(): boolean {
    return this.#book.size === 0;
  }

  /** Undefined where it has none. */
  calendarOf({ level, name }: LimitHolder): LimitCalendar | undefined {
    return this.#book.get(level)?.get(name);
  }

  /** Every holder of a level that has limits. */
  named(level: LimitLevel): ReadonlyMap<string, LimitCalendar> {
    return this.#book.get(level) ?? new Map();
  }

  /**
   * Reads the documents again if anything changed; what is known stays while they cannot be read. Who asks while it
   * reads waits for a read that begins afterwards.
   */
  async refreshOnce(): Promise<void> {
    if (this.#reading !== undefined) {
      await this.#reading.catch(() => undefined);
    }
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
  }

  async #read(): Promise<void> {
    const { config, forms, settings } = this.#tools;
    // Before the documents: a change between the two is looked for once more.
    const version = await config.version();
    // A Redis that was emptied says nothing of what its documents will say once they are restored.
    if (version === this.#version || (version === "" && this.#version !== undefined)) {
      return;
    }
    const [limits, tenants, jobs] = await Promise.all([
      config.list(forms.limits),
      config.list(forms.tenants),
      config.list(forms.jobLimits),
    ]);
    const book = new Map<LimitLevel, Map<string, LimitCalendar>>();
    const add = (level: LimitLevel, name: string, value: Limits) => {
      if (hasLimit(value)) {
        book.set(level, (book.get(level) ?? new Map()).set(name, new LimitCalendar(value)));
      }
    };
    for (const { name, value } of limits) {
      const isOfConnection = name.startsWith(CONNECTION);
      add(
        isOfConnection ? "connection" : "deployment",
        isOfConnection ? name.slice(CONNECTION.length) : "",
        value,
      );
    }
    for (const { name, value } of tenants) {
      add("tenant", name, value.limits);
    }
    for (const { name, value } of jobs) {
      add("job", name, value);
    }
    const isDecided = limits.some(({ name }) => name === DEPLOYMENT_LIMITS_NAME);
    this.#book = isDecided ? book : withSettings(book, settings);
    this.#version = version;
    this.edition += 1;
  }
}

function hasLimit({ timeZone: _, ...limits }: Limits): boolean {
  return Object.keys(limits).length > 0;
}

function withSettings(book: Book, settings: Limits): Book {
  return hasLimit(settings)
    ? new Map([...book, ["deployment", new Map([["", new LimitCalendar(settings)]])]])
    : book;
}
