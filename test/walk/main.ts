import { type Leg, type Stride, walk } from "./walk.ts";

const legs = await walk();
process.stdout.write(process.argv.includes("--json") ? JSON.stringify(legs) : page(legs));

function page(walked: readonly Leg[]): string {
  const strides = walked.flatMap((leg) => leg.strides);
  const complete = strides.findIndex(
    (stride) => stride.kind === "call" && stride.call === "store.complete",
  );
  const paths = pathsIn(strides);
  const width = Math.max(...paths.map((path) => path.length));
  const lines = walked.flatMap((leg) => [
    "",
    leg.name,
    ...leg.strides.map((each) => line(each, width)),
  ]);
  const ofEngine = (some: readonly Stride[]) =>
    pathsIn(some).filter((path) => path.startsWith("engine/")).length;
  const before = ofEngine(strides.slice(0, complete));
  return `${[
    "The files of engine, and the rules of core, in the order in which they run for the first time,",
    "with what each says of itself. Between them, indented, the calls of the ports.",
    ...lines,
    "",
    `${before} files of engine from the POST to the Complete, ${ofEngine(strides) - before} more until the object is proved; ${paths.length - ofEngine(strides)} rules of core.`,
  ].join("\n")}\n`;
}

function line(stride: Stride, width: number): string {
  return stride.kind === "call"
    ? `      ${stride.call}`
    : `  ${shortened(stride.path).padEnd(width)}  ${stride.comment ?? ""}`;
}

function pathsIn(strides: readonly Stride[]): readonly string[] {
  return strides.flatMap((stride) => (stride.kind === "file" ? [shortened(stride.path)] : []));
}

function shortened(path: string): string {
  return path.replace(/^packages\/(\w+)\/src\//, "$1/");
}
