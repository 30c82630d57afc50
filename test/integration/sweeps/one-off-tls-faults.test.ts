import { setDefaultCACertificates } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TEST_CERTIFICATE } from "../../../packages/transport/src/test-certificate.ts";
import { expectRight, type OneOffWorld, openOneOffWorld } from "../../support/one-off-world.ts";
import type { TlsFault } from "../../support/tls-proxy.ts";

// One connection of many that TLS fails on, before or within what it carries: the object is right, and at
// most one part is sent again.

const HANDSHAKES: readonly TlsFault[] = [
  { kind: "reset" },
  { kind: "close" },
  // handshake_failure, bad_certificate, certificate_expired, protocol_version, internal_error, unrecognized_name
  ...[40, 42, 45, 70, 80, 112].map((description): TlsFault => ({ kind: "alert", description })),
  { kind: "plain-http" },
  { kind: "certificate", which: "not yet valid" },
  { kind: "certificate", which: "expired" },
  { kind: "certificate", which: "for another name" },
];

const breaksAfter = (...sizes: readonly number[]): readonly TlsFault[] =>
  sizes.flatMap((afterBytes) =>
    (["alert", "garbage", "reset", "end"] as const).map(
      (by): TlsFault => ({ kind: "break", afterBytes, by }),
    ),
  );

const PLACES = [
  {
    dialect: "cos",
    mode: "parts",
    of: "store",
    connections: [1, 2],
    faults: [...HANDSHAKES, ...breaksAfter(0, 100, 900)],
  },
  {
    dialect: "s3",
    mode: "parts",
    of: "store",
    connections: [1, 2],
    faults: [...HANDSHAKES, ...breaksAfter(0, 100, 900)],
  },
  {
    dialect: "cos",
    mode: "put",
    of: "store",
    connections: [1],
    faults: [...HANDSHAKES, ...breaksAfter(0, 100)],
  },
  {
    dialect: "s3",
    mode: "put",
    of: "store",
    connections: [1],
    faults: [...HANDSHAKES, ...breaksAfter(0, 100)],
  },
  {
    dialect: "cos",
    mode: "parts",
    of: "source",
    connections: [1],
    faults: [...HANDSHAKES, ...breaksAfter(0, 100, 70_000, 1_500_000)],
  },
  {
    dialect: "s3",
    mode: "put",
    of: "source",
    connections: [1],
    faults: [...HANDSHAKES, ...breaksAfter(0, 100, 70_000)],
  },
] as const;

describe.each(PLACES)("once, on a connection to the $of, $mode by $dialect,", (row) => {
  const { dialect, mode, of, connections, faults } = row;
  let world: OneOffWorld;

  beforeAll(async () => {
    setDefaultCACertificates([TEST_CERTIFICATE]);
    world = await openOneOffWorld(dialect, { tlsOf: of });
  });
  afterAll(() => world.close());

  test.each(
    connections.flatMap((connection) =>
      faults.map((fault) => [Object.values(fault).join(" "), connection, fault] as const),
    ),
  )(
    "%s of connection %i: the object is right, and at most one part is sent again",
    async (_name, connection, fault) => {
      const oneOff = { mode, tls: { fault, connection } };

      const outcome = await world.run(oneOff);

      expectRight(oneOff, outcome);
      expect(outcome.hasTlsFailed).toBe(true);
    },
  );
});
