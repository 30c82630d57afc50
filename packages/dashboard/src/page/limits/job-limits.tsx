import { change, read } from "../data/api.ts";
import { useFeed } from "../data/live.ts";
import { ChangeLimits, labelOf, valueText } from "../limits/limits-form.tsx";

const EVERY_MS = 3000;

/** The strictest of each limit that binds a job now, whose it is, and a way to change the job's own. */
export function JobLimits({ id }: { readonly id: string }) {
  const { view } = useFeed(`job/${id}/limits`, EVERY_MS, (signal) =>
    read("/v1/jobs/{id}/limits", { params: { id }, signal }),
  );
  const limits = view.value;
  if (limits === undefined) {
    return null;
  }
  return (
    <section class="panel" aria-label="Limits">
      <div class="title">
        <h2>Limits</h2>
        <ChangeLimits
          key={limits.revision}
          of="this job"
          path={`/v1/jobs/${id}/limits`}
          cli={["--job", id]}
          view={limits}
          put={(body) => change("PUT", "/v1/jobs/{id}/limits", { params: { id }, body })}
        />
      </div>
      {limits.binding.length === 0 ? (
        <p class="quiet">Nothing limits it.</p>
      ) : (
        <ul>
          {limits.binding.map(({ limit, value, level, name }) => (
            <li key={limit}>
              {labelOf(limit)}: <b>{valueText({ limit, value })}</b>{" "}
              <span class="quiet">
                by the limit of {level === "job" ? "this job" : `the ${level} ${name ?? ""}`}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
