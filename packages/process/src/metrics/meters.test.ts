import { expect, test } from "vitest";
import { countCalls } from "./call-meters.ts";
import { Meters } from "./meters.ts";

const CALL = {
  connection: "lab",
  side: "store",
  operation: "uploadPart",
  outcome: "ok",
  durationMs: 20,
  bytes: 100,
  firstByteMs: undefined,
} as const;

test("says what runs here, and shows only what its role has", async () => {
  const text = await new Meters("worker").render();

  expect(text).toMatch(
    /penstock_build_info\{version="[\d.]+[^"]*",node="v\d+[^"]*",role="worker"\} 1/,
  );
  expect(text).toContain("process_cpu_seconds_total");
  expect(text).not.toContain("penstock_http_requests_total");
});

test("does not keep a process awake for a histogram of its delays", async () => {
  const text = await new Meters("worker").render();

  expect(text).toContain("nodejs_eventloop_lag_seconds ");
  expect(text).not.toMatch(/nodejs_eventloop_lag_\w+_seconds/);
});

test("shows nothing where a gauge was never set", async () => {
  const meters = new Meters("coordinator");

  const before = await meters.render();
  meters.replace("penstock_slots", [{ value: 8 }]);
  const set = await meters.render();
  meters.replace("penstock_slots", []);

  expect(before).not.toMatch(/^penstock_slots /m);
  expect(set).toMatch(/^penstock_slots 8$/m);
  expect(await meters.render()).not.toMatch(/^penstock_slots /m);
});

test("forgets what is not there any more", async () => {
  const meters = new Meters("coordinator");

  meters.replace("penstock_open_uploads", [
    { value: 1, labels: { connection: "lab" } },
    { value: 2, labels: { connection: "removed" } },
  ]);
  meters.replace("penstock_open_uploads", [{ value: 3, labels: { connection: "lab" } }]);
  const text = await meters.render();

  expect(text).toContain('penstock_open_uploads{connection="lab"} 3\n');
  expect(text).not.toContain("removed");
});

test("counts the values of a label beyond the two hundredth together", async () => {
  const meters = new Meters("coordinator");

  meters.replace(
    "penstock_slots",
    Array.from({ length: 3 }, () => ({ value: 1 })),
  );
  meters.replace(
    "penstock_units_in_flight",
    Array.from({ length: 1000 }, (_, index) => ({ value: 1, labels: { tenant: `t${index}` } })),
  );
  const lines = (await meters.render()).split("\n");

  expect(lines).toContain("penstock_slots 3");
  expect(lines.filter((line) => line.startsWith("penstock_units_in_flight{"))).toHaveLength(201);
  expect(lines).toContain('penstock_units_in_flight{tenant="other"} 800');
});

test("counts the calls to stores and sources, and their bytes by what became of them", async () => {
  const meters = new Meters("worker");
  const count = countCalls(meters);

  count(CALL);
  count({ ...CALL, outcome: "store-throttled" });
  count({ ...CALL, side: "source", connection: "disk", operation: "read", firstByteMs: 5 });
  const text = await meters.render();

  expect(text).toContain(
    'penstock_store_requests_total{connection="lab",operation="uploadPart",outcome="ok"} 1\n',
  );
  expect(text).toContain('penstock_bytes_total{connection="lab",direction="stored"} 100\n');
  expect(text).toContain('penstock_bytes_total{connection="lab",direction="wasted"} 100\n');
  expect(text).toContain('penstock_bytes_total{connection="disk",direction="read"} 100\n');
  expect(text).toContain('penstock_source_first_byte_seconds_count{connection="disk"} 1\n');
});
