import { beforeOf } from "./before.ts";
import { type BenchCluster, SINK_BUCKET } from "./bench-cluster.ts";
import { compare, type Rounds, readRounds } from "./contenders/compare.ts";
import { type Contender, processContender } from "./contenders/contender.ts";
import type { DataPathOptions } from "./contenders/our-data-path.ts";
import { type OurWorker, ourWorker } from "./contenders/our-worker.ts";
import { type Peers, peersOf } from "./contenders/peers.ts";
import { AT_ONCE, type Lab, PART_MIB } from "./lab.ts";
import type { Bench, Result } from "./result.ts";
import { rounded } from "./tools/statistics.ts";

const MIB = 1024 * 1024;
const PER_GIB = "CPU-s/GiB";

/** One way that a large object takes, and who else can take it. */
type Way = {
  readonly name: string;
  /** The connection of the source. */
  readonly source: "files" | "web" | "web-tls" | "s3-source";
  readonly store: "s3" | "s3-tls" | "cos";
  /** @param source a path for a file, else a key at the sink */
  readonly peers: (
    peers: Peers,
    source: string,
    url: string,
  ) => Promise<readonly (readonly Contender[])[]>;
};

const WAYS: readonly Way[] = [
  {
    name: "relay-http-s3",
    source: "web",
    store: "s3",
    peers: async (peers, source, url) => [
      ...relayFloors(peers, source, url),
      ...(await relaysToS3(peers, source, url)),
    ],
  },
  {
    name: "relay-https-s3",
    source: "web-tls",
    store: "s3-tls",
    peers: async (peers, source, url) => [
      curlPipe(peers, source, url),
      ...(await relaysToS3(peers, source, url)),
    ],
  },
  {
    name: "relay-http-cos",
    source: "web",
    store: "cos",
    peers: async (peers, source, url) => [
      ...relayFloors(peers, source, url),
      [await peers.cosSdk("http", source)],
    ],
  },
  {
    name: "file-s3",
    source: "files",
    store: "s3",
    peers: async (peers, source, url) => [
      fileFloor(peers, source, url),
      [await peers.awsSdk("file", source)],
      [await peers.libStorage(source)],
      peers.command("rclone", (key) => `${peers.rclone} copyto ${source} B:${SINK_BUCKET}/${key}`),
      peers.command("aws", (key) => `${peers.aws} cp ${source} s3://${SINK_BUCKET}/${key}`),
      peers.command("s3cmd", (key) => `${peers.s3cmd} put ${source} s3://${SINK_BUCKET}/${key}`),
      peers.command(
        "s5cmd",
        (key) =>
          `${peers.s5cmd} cp -c ${AT_ONCE} -p ${PART_MIB} ${source} s3://${SINK_BUCKET}/${key}`,
      ),
    ],
  },
  {
    name: "file-cos",
    source: "files",
    store: "cos",
    peers: async (peers, source, url) => [
      fileFloor(peers, source, url),
      [await peers.cosSdk("file", source)],
    ],
  },
  {
    name: "copy-s3",
    source: "s3-source",
    store: "s3",
    peers: async (peers, source, url) => [
      ...relayFloors(peers, source, url),
      [await peers.awsSdk("s3", source)],
      peers.command(
        "rclone",
        (key) => `${peers.rclone} copyto A:${SINK_BUCKET}/${source} B:${SINK_BUCKET}/${key}`,
      ),
      peers.command(
        "aws",
        (key) =>
          `${peers.aws} cp s3://${SINK_BUCKET}/${source} - | ${peers.aws} cp - s3://${SINK_BUCKET}/${key}`,
      ),
      peers.command(
        "s5cmd",
        (key) =>
          `${peers.s5cmd} cat s3://${SINK_BUCKET}/${source} | ${peers.s5cmd} pipe s3://${SINK_BUCKET}/${key}`,
      ),
    ],
  },
];

async function relaysToS3(
  peers: Peers,
  source: string,
  url: string,
): Promise<readonly (readonly Contender[])[]> {
  return [
    [await peers.awsSdk("http", source)],
    peers.command(
      "rclone",
      (key) => `${peers.rclone} copyurl ${url}/${source} B:${SINK_BUCKET}/${key}`,
    ),
    peers.command(
      "aws",
      (key) => `curl -skf ${url}/${source} | ${peers.aws} cp - s3://${SINK_BUCKET}/${key}`,
    ),
    peers.command(
      "s5cmd",
      (key) => `curl -skf ${url}/${source} | ${peers.s5cmd} pipe s3://${SINK_BUCKET}/${key}`,
    ),
  ];
}

function relayFloors(peers: Peers, source: string, url: string): readonly (readonly Contender[])[] {
  return [curlPipe(peers, source, url), peers.cRelay()];
}

function curlPipe(peers: Peers, source: string, url: string): readonly Contender[] {
  return peers.command(
    "curl",
    // Whose certificate it is does not matter to what the bytes cost.
    (key) => `curl -skf ${url}/${source} | curl -skf -T - ${url}/${key}`,
  );
}

function fileFloor(peers: Peers, source: string, url: string): readonly Contender[] {
  return peers.command("curl", (key) => `curl -sf -T ${source} ${url}/${key}`);
}

/** A large object on its way through one worker: CPU, rate, memory, what it asks of Redis. */
export const LARGE_OBJECT_BENCHES: readonly Bench[] = WAYS.map((way) => ({
  name: way.name,
  run: (lab) => run(lab, way),
}));

async function run(lab: Lab, way: Way): Promise<readonly Result[]> {
  const isTls = way.store === "s3-tls";
  const sink = isTls ? lab.tlsSink : lab.sink;
  const url = isTls ? lab.tlsSink.tlsUrl : lab.sink.url;
  const cluster = await lab.cluster();
  const key = `zeros-${lab.sizeMib * MIB}`;
  const source = await sourceAt(cluster, way, key);
  const { worker, paths } = await oursAt(cluster, way, { key, at: (name) => name });
  const before = await oursBefore(lab, way, key);
  const peers =
    lab.before === undefined ? (await way.peers(peersOf(lab, url), source, url)).flat() : [];
  const contenders = [worker, ...paths, ...before, ...peers];
  const rounds = await compare({ ...lab, sink }, contenders, lab.sizeMib * MIB);
  return resultsOf(lab, way, { rounds, worker, peers });
}

/** What a contender is told as its source: a file has to be made in the cluster's folder first. */
async function sourceAt(cluster: BenchCluster, way: Way, key: string): Promise<string> {
  return way.source === "files" ? cluster.file(key, Number(key.slice("zeros-".length))) : key;
}

type Ours = { readonly worker: OurWorker; readonly paths: readonly Contender[] };

/** @param at the name, and where the module lies, of this version or of an earlier one */
async function oursAt(
  cluster: BenchCluster,
  way: Way,
  {
    key,
    at,
    moduleOf = (module) => module,
  }: {
    readonly key: string;
    readonly at: (name: string) => string;
    readonly moduleOf?: (module: string) => string;
  },
): Promise<Ours> {
  let runs = 0;
  const worker = await ourWorker(
    cluster,
    () => {
      runs += 1;
      const to = [way.store, at(`${way.name}-${runs}`)] as const;
      return [{ from: [way.source, key], to, partSizeMib: PART_MIB }];
    },
    at("ours"),
  );
  const module = moduleOf(import.meta.resolve("./contenders/our-data-path.ts"));
  const paths = [true, false].map((hasIntegrity) => {
    const name = at(hasIntegrity ? "data path" : "data path, integrity off");
    const options: DataPathOptions = {
      from: [way.source, key],
      to: [way.store, at(`${way.name}-${hasIntegrity ? "on" : "off"}`)],
      partBytes: PART_MIB * MIB,
      atOnce: AT_ONCE,
      hasIntegrity,
    };
    return processContender(name, module, options, { environment: cluster.environment });
  });
  return { worker, paths: await Promise.all(paths) };
}

async function oursBefore(lab: Lab, way: Way, key: string): Promise<readonly Contender[]> {
  if (lab.before === undefined) {
    return [];
  }
  const cluster = await lab.before.cluster();
  await sourceAt(cluster, way, key);
  const { worker, paths } = await oursAt(cluster, way, {
    key,
    at: beforeOf,
    moduleOf: lab.before.module,
  });
  return [worker, ...paths];
}

function resultsOf(
  lab: Lab,
  way: Way,
  {
    rounds,
    worker,
    peers,
  }: { readonly rounds: Rounds; readonly worker: OurWorker; readonly peers: readonly Contender[] },
): readonly Result[] {
  const reading = {
    unit: PER_GIB,
    peers: peers.map(({ name }) => name),
    toUnit: (cpuSeconds: number) => (cpuSeconds * 1024) / lab.sizeMib,
    mib: lab.sizeMib,
  };
  const parts = lab.sizeMib / PART_MIB;
  return [
    {
      ...readRounds(rounds, { ...reading, name: way.name, ours: "ours" }),
      rssMiB: rounded(worker.rssMib()),
      redisCallsPerPart: rounded(worker.redisCalls() / parts),
      redisBytesPerPart: rounded(worker.redisBytes() / parts),
    },
    ...["data path", "data path, integrity off"]
      .filter((ours) => rounds.has(ours))
      .map((ours) => readRounds(rounds, { ...reading, name: `${way.name}, ${ours}`, ours })),
  ];
}
