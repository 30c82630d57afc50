import { MAX_WEIGHT } from "@penstock/core/choices";
import { type Command, InvalidArgumentError, Option } from "commander";

/** What a copy is told, by `cp` and by a schedule. */
export function addCopyOptions(command: Command): Command {
  return addListOptions(command)
    .option("--weight <n>", "its share beside other jobs of the tenant (default: 1)", weight)
    .option(
      "--deadline <time>",
      "when it should be done: 2026-11-28T06:00:00Z or 06:00 Europe/Berlin",
    )
    .option("--bwlimit <rate>", "bytes a second of the job, such as 200MiB/s (default: no limit)")
    .option("--part-size <size>", "whole MiB, such as 64MiB (default: chosen by size)")
    .addOption(
      new Option(
        "--overwrite <when>",
        "whether to replace an existing object (default: always; with -r if_different)",
      ).choices(["always", "never", "if_different"]),
    )
    .addOption(
      new Option("--compare <how>", "what if_different goes by (default: content)").choices([
        "content",
        "size",
        "size+time",
      ]),
    )
    .addOption(
      new Option(
        "--verify <how>",
        "compare the size (none), checksums (part), or the bytes read back (full)",
      )
        .choices(["none", "part", "full"])
        .default("part"),
    )
    .addOption(
      new Option(
        "--attributes <which>",
        "those of the source and those given here (preserve), only those given here (set), or none",
      )
        .choices(["preserve", "none", "set"])
        .default("preserve"),
    )
    .option("--content-type <type>", "content type of the object (default: that of the source)")
    .option("--cache-control <value>", "Cache-Control of the object")
    .option("--content-disposition <value>", "Content-Disposition of the object")
    .option("--content-encoding <coding>", "Content-Encoding of the object")
    .option("--content-language <language>", "Content-Language of the object")
    .option("--expires <date>", "Expires of the object, such as Wed, 21 Oct 2026 07:28:00 GMT")
    .option(
      "--storage-class <class>",
      "storage class by the store's name for it, such as STANDARD_IA",
    )
    .option("--acl <acl>", "ACL by the store's name for it, such as private")
    .option("--metadata <name=value...>", "metadata of the object", pair)
    .option("--tag <name=value...>", "tags of the object, at most 10", pair);
}

/** Of a copy of many objects. */
function addListOptions(command: Command): Command {
  return command
    .option("-r, --recursive", "copy every object below the source")
    .option(
      "--manifest <place>",
      "copy what this file names, connection:key, a URL or a file here: .csv, .jsonl, or S3 Inventory",
    )
    .option(
      "--include <glob>",
      "with -r: only keys that one of these takes; may be repeated",
      repeated,
    )
    .option(
      "--exclude <glob>",
      "with -r: no key that one of these takes; may be repeated",
      repeated,
    )
    .addOption(
      new Option(
        "--missing <what>",
        "with -r: what an object is that is gone when it is read (default: fail)",
      ).choices(["fail", "skip"]),
    )
    .option("--allow-empty", "with -r: a list without objects is no error")
    .option(
      "--marker <key>",
      "with -r: write this object last, such as landing/_SUCCESS, once every object is stored or skipped",
    )
    .addOption(reportOption("with -r: "));
}

/** Which rows the job's report has. */
export function reportOption(prefix = ""): Option {
  return new Option(
    "--report <rows>",
    `${prefix}rows of its report; changed: without what was skipped, or is the same (default: all)`,
  ).choices(["all", "changed"]);
}

export function repeated(text: string, sofar: readonly string[] = []): readonly string[] {
  return [...sofar, text];
}

export function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) {
    throw new InvalidArgumentError("Write a whole number above 0.");
  }
  return Number(text);
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** In milliseconds. */
export function timeSpan(text: string): number {
  const [, count, unit = ""] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (count === undefined) {
    throw new InvalidArgumentError("Write it such as 30m, 24h or 7d.");
  }
  return Number(count) * (SECONDS[unit] ?? 0) * 1000;
}

export function weight(text: string): number {
  const number = wholeNumber(text);
  if (number > MAX_WEIGHT) {
    throw new InvalidArgumentError(`Write a whole number from 1 to ${MAX_WEIGHT}.`);
  }
  return number;
}

export function pair(
  text: string,
  sofar: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new InvalidArgumentError("Write it as name=value.");
  }
  return { ...sofar, [name]: value };
}
