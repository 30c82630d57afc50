import type { JobView } from "@penstock/wire";
import { change } from "../data/api.ts";
import { isEnded } from "../data/attention.ts";
import { curlOf, penstock } from "../data/commands.ts";
import { countOf, formatBytes, formatCount } from "../data/format.ts";
import { type Action, ActionButton } from "../parts/dialog.tsx";
import { goInstead, linkTo } from "../place.ts";

/** What the API says may be done with it, and no more. */
export function JobActions({ job }: { readonly job: JobView }) {
  const actions = [
    ...job.actions.map((name) => ACTIONS[name](job)),
    ...(mayRetry(job) ? [retry(job)] : []),
  ];
  return (
    <div class="buttons">
      {actions.map((action) => (
        <ActionButton key={action.label} action={action} />
      ))}
    </div>
  );
}

function mayRetry({ state, supersededBy, ...job }: JobView): boolean {
  const isFailed = ["failed", "completed_with_errors", "cancelled"].includes(state);
  return isEnded({ state }) && isFailed && supersededBy === null && job.list?.verb !== "check";
}

const ACTIONS: Readonly<Record<JobView["actions"][number], (job: JobView) => Action>> = {
  pause,
  resume,
  cancel,
};

function pause(job: JobView): Action {
  const path = "/v1/jobs/{id}:pause";
  return {
    label: "Pause",
    consequence: (
      <p>
        Nothing of it is begun any more. What is being moved now is moved to its end;{" "}
        {countOf(partsLeft(job), "part")} wait. The {formatBytes(job.progress.bytesStored)} that are
        stored stay.
      </p>
    ),
    key: "p",
    cli: penstock("pause", job.id),
    curl: curlOf("POST", filled(path, job)),
    run: () => change("POST", path, { params: { id: job.id } }),
  };
}

function resume(job: JobView): Action {
  const path = "/v1/jobs/{id}:resume";
  return {
    label: "Resume",
    consequence: <p>It continues with the {countOf(partsLeft(job), "part")} that are left.</p>,
    key: "p",
    cli: penstock("resume", job.id),
    curl: curlOf("POST", filled(path, job)),
    run: () => change("POST", path, { params: { id: job.id } }),
  };
}

function cancel(job: JobView): Action {
  const { progress } = job;
  const path = "/v1/jobs/{id}:cancel";
  return {
    label: "Cancel",
    isDanger: true,
    consequence: (
      <>
        <p>
          {countOf(progress.transfersPending, "object")} will not be moved.{" "}
          {formatCount(progress.transfersStored)} that are stored stay at the destination.
        </p>
        <p>
          {progress.partsStored > 0 && progress.transfersPending > 0
            ? `Parts of unfinished objects (up to ${formatBytes(progress.bytesStored)}) are removed from the store, and have to be sent again by another job.`
            : "Nothing that is stored is removed."}
        </p>
      </>
    ),
    cli: penstock("cancel", job.id),
    curl: curlOf("POST", filled(path, job)),
    run: () => change("POST", path, { params: { id: job.id } }),
  };
}

function retry(job: JobView): Action {
  const { transfersFailed, transfersCancelled, transfersStored } = job.progress;
  const objects = transfersFailed + (job.state === "cancelled" ? transfersCancelled : 0);
  const path = "/v1/jobs/{id}:retry";
  return {
    label: "Retry what failed",
    consequence: (
      <p>
        A new job tries {countOf(objects, "object")} again, with the same options. The{" "}
        {formatCount(transfersStored)} that are stored are not moved again.
      </p>
    ),
    cli: penstock("retry", job.id),
    curl: curlOf("POST", filled(path, job), {}),
    run: async () => {
      const { job: newer } = await change("POST", path, { params: { id: job.id }, body: {} });
      if (newer !== null) {
        goInstead(linkTo("jobs", newer.id));
      }
    },
  };
}

function partsLeft({ progress }: JobView): number {
  return Math.max(0, progress.partsTotal - progress.partsStored);
}

function filled(path: string, { id }: JobView): string {
  return path.replace("{id}", id);
}
