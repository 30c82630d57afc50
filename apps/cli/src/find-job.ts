import type { Client, PageQuery } from "@penstock/client";
import { isJobId } from "@penstock/core";
import type { JobPage, JobView } from "@penstock/wire";
import { lookUp } from "./curl.ts";
import { CommandFailure, EXIT } from "./exit-codes.ts";

const PAGE = 200;
/** How far back a shortened id is looked for. */
const MAX_PAGES = 10;

/**
 * The id of the job that a person means: the whole id, or the beginning of one of the newest jobs', also as `top` cuts it.
 *
 * @throws CommandFailure with exit code 4 when there is none, 2 when there are several
 */
export async function findJobId(client: Client, text: string): Promise<string> {
  if (isJobId(text)) {
    return text;
  }
  const beginning = text.replace(/…$/, "");
  const prefix = beginning.startsWith("job_") ? beginning : `job_${beginning}`;
  const matches = await collectJobs(client, ({ id }) => id.startsWith(prefix));
  const [first] = matches;
  if (first === undefined) {
    throw new CommandFailure(`there is no job whose id begins with ${prefix}`, {
      exitCode: EXIT.notFound,
      nextStep: "`penstock ls` lists the jobs.",
    });
  }
  if (matches.length > 1) {
    throw new CommandFailure(`${matches.length} jobs begin with ${prefix}`, {
      exitCode: EXIT.usage,
      nextStep: `Write more of the id: ${matches
        .slice(0, 3)
        .map(({ id }) => id)
        .join(", ")}`,
    });
  }
  return first.id;
}

/**
 * The newest job that has not ended.
 *
 * @throws CommandFailure with exit code 4 when there is none
 */
export async function findUnfinishedJobId(client: Client): Promise<string> {
  const [newest] = await collectJobs(client, ({ finishedAt }) => finishedAt === null);
  if (newest === undefined) {
    throw new CommandFailure("no job is running", {
      exitCode: EXIT.notFound,
      nextStep: "`penstock ls` lists the jobs that have ended.",
    });
  }
  return newest.id;
}

async function collectJobs(
  client: Client,
  isWanted: (job: JobView) => boolean,
): Promise<readonly JobView[]> {
  const found: JobView[] = [];
  let cursor: string | null = null;
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const query: PageQuery = { limit: PAGE, ...(cursor !== null && { cursor }) };
    const response: JobPage = await lookUp(() => client.listJobs(query));
    found.push(...response.data.filter(isWanted));
    cursor = response.nextCursor;
    if (cursor === null) {
      break;
    }
  }
  return found;
}
