import { createClient } from "@penstock/client";
import { eventually } from "@penstock/testkit";
import { expect, onTestFinished, test } from "vitest";
import { sampleBytes } from "../support/sample-bytes.ts";
import { startTestCluster } from "../support/test-cluster.ts";

const MIB = 1024 * 1024;
const PATIENCE_MS = 90_000;

test("two tenants share a deployment, and neither sees the other's jobs", async () => {
  const up = await startTestCluster({ workers: 1 });
  onTestFinished(() => up.close());
  const bytes = { films: sampleBytes(12 * MIB, "films"), music: sampleBytes(12 * MIB, "music") };
  await up.addFile("films.bin", bytes.films);
  await up.addFile("music.bin", bytes.music);
  const clientOf = (tenant: string) => createClient({ baseUrl: up.cluster.apiUrl, tenant });

  const ruled = await up.penstock("tenant", "set", "films", "--weight", "3", "--jobs", "1");
  const cp = ["cp", "--detach", "--part-size", "1MiB"];
  const film = await up.penstock(...cp, "./films.bin", "local:f/", "--tenant", "films");
  const song = await up.penstock(...cp, "./music.bin", "local:m/", "--tenant", "music");
  const idOf = (text: string) => /job_[0-9a-z]{26}/.exec(text)?.[0] ?? "";
  const [filmId, songId] = [idOf(film.stdout), idOf(song.stdout)];
  const jobs = await Promise.all([
    clientOf("films").waitForJob(filmId),
    clientOf("music").waitForJob(songId),
  ]);

  expect(ruled).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("weight 3") });
  expect(jobs.map(({ state }) => state)).toEqual(["succeeded", "succeeded"]);
  expect(bytes.films.equals(await up.readObject("f/films.bin"))).toBe(true);
  expect(bytes.music.equals(await up.readObject("m/music.bin"))).toBe(true);
  await expect(clientOf("music").readJob(filmId)).rejects.toMatchObject({
    problem: { status: 404 },
  });
  const mine = await up.penstock("ls", "--tenant", "music", "--json");
  expect(mine.stdout).toContain(songId);
  expect(mine.stdout).not.toContain(filmId);
  // The leader has divided the slots by what both are.
  const tenants = await eventually(
    async () => {
      const { data } = await up.client.listTenants();
      return data.every(({ usage }) => usage.unitsAllowed !== null) && data;
    },
    { deadlineMs: PATIENCE_MS },
  );
  expect(tenants.map(({ name, weight }) => [name, weight])).toEqual([
    ["films", 3],
    ["music", 1],
  ]);
});

test("a quota of jobs holds for schedules and for the command line", async () => {
  const up = await startTestCluster({ workers: 0 });
  onTestFinished(() => up.close());
  await up.addFile("in/a.bin", sampleBytes(3000, "a"));
  const films = createClient({ baseUrl: up.cluster.apiUrl, tenant: "films" });
  await up.penstock("tenant", "set", "films", "--jobs", "1");
  const cp = ["cp", "--detach", "./in/a.bin", "--tenant", "films"];

  const first = await up.penstock(...cp, "local:one/");
  const second = await up.penstock(...cp, "local:two/");
  await films.createSchedule({
    name: "often",
    every: "1s",
    job: {
      source: { connection: "files", key: "in/a.bin" },
      destination: { connection: "local", key: "three.bin" },
    },
  });
  const refused = await eventually(
    async () =>
      (await films.listScheduleRuns("often")).data.find(({ outcome }) => outcome === "refused"),
    { deadlineMs: PATIENCE_MS },
  );

  expect([first.exitCode, second.exitCode]).toEqual([0, 2]);
  expect(second.stderr).toContain("its quota is 1");
  expect(refused).toMatchObject({
    outcome: "refused",
    reason: expect.stringContaining("quota-exceeded"),
  });
});
