import type { LimitsChangeInput } from "@penstock/wire";
import { change, read } from "../data/api.ts";
import { curlOf, penstock } from "../data/commands.ts";
import { useFeed } from "../data/live.ts";
import { ChangeLimits, LimitsNow } from "../limits/limits-form.tsx";
import { SameAs } from "../parts/command.tsx";
import { Skeleton, Trouble } from "../parts/states.tsx";

const EVERY_MS = 3000;
const RARELY_MS = 30_000;

/** What bounds the deployment and each connection, with the number that holds now. */
export function LimitsPage() {
  const { view, problem } = useFeed("limits", EVERY_MS, (signal) => read("/v1/limits", { signal }));
  const connections = useFeed("connections", RARELY_MS, (signal) =>
    read("/v1/connections", { signal }),
  );
  const limits = view.value;
  return (
    <>
      <div class="title">
        <h1>Limits</h1>
      </div>
      <Trouble error={problem.value} />
      {limits === undefined && problem.value === undefined && <Skeleton />}
      {limits !== undefined && (
        <>
          <section class="panel" aria-label="The deployment">
            <div class="title">
              <h2>The deployment</h2>
              <ChangeLimits
                key={limits.deployment.revision}
                of="the deployment"
                path="/v1/limits"
                cli={[]}
                scope="admin"
                view={limits.deployment}
                put={(body) => change("PUT", "/v1/limits", { body })}
              />
            </div>
            <LimitsNow now={limits.deployment.now} />
            <SameAs cli={penstock("limit", "ls")} curl={curlOf("GET", "/v1/limits")} />
          </section>
          {(connections.view.value?.data ?? []).map(({ name }) => {
            const own = limits.connections.find((each) => each.name === name);
            const shown = own ?? { limits: {}, now: [], revision: 0 };
            return (
              <section key={name} class="panel" aria-label={name}>
                <div class="title">
                  <h2>The connection {name}</h2>
                  <ChangeLimits
                    key={shown.revision}
                    of={`the connection ${name}`}
                    path={`/v1/limits/connections/${name}`}
                    cli={["--connection", name]}
                    scope="admin"
                    view={shown}
                    put={(body) => putOf(name, body)}
                  />
                </div>
                <LimitsNow now={shown.now} />
              </section>
            );
          })}
        </>
      )}
    </>
  );
}

function putOf(name: string, body: LimitsChangeInput) {
  return change("PUT", "/v1/limits/connections/{name}", { params: { name }, body });
}
