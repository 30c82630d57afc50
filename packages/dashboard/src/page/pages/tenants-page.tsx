import type { TenantView } from "@penstock/wire";
import { useSignal } from "@preact/signals";
import { change, read } from "../data/api.ts";
import { may } from "../data/caller.ts";
import { curlOf, penstock } from "../data/commands.ts";
import { countOf, formatCount } from "../data/format.ts";
import { useFeed } from "../data/live.ts";
import { SameAs } from "../parts/command.tsx";
import { ActionButton } from "../parts/dialog.tsx";
import { Empty, Skeleton, Trouble } from "../parts/states.tsx";

const EVERY_MS = 3000;

/** Who shares the deployment: by what share, bounded by what, and what that is right now. */
export function TenantsPage() {
  const { view, problem } = useFeed("tenants", EVERY_MS, (signal) =>
    read("/v1/tenants", { signal }),
  );
  const tenants = view.value?.data;
  return (
    <>
      <div class="title">
        <h1>Tenants</h1>
      </div>
      <Trouble error={problem.value} />
      {tenants === undefined && problem.value === undefined && <Skeleton />}
      {tenants?.length === 0 && (
        <Empty title="No tenant yet" command={penstock("tenant", "set", "team-a", "--weight", "3")}>
          <p>Jobs without a tenant are those of “default”. Give another one a share:</p>
        </Empty>
      )}
      {tenants?.map((tenant) => (
        <TenantPanel key={tenant.name} tenant={tenant} tenants={tenants} />
      ))}
    </>
  );
}

type Props = { readonly tenant: TenantView; readonly tenants: readonly TenantView[] };

function TenantPanel({ tenant, tenants }: Props) {
  const { name, weight, quotas, connections, usage, limits } = tenant;
  return (
    <section class="panel" aria-label={name}>
      <div class="title">
        <h2>{name}</h2>
        <Weight tenant={tenant} tenants={tenants} />
      </div>
      <dl class="numbers">
        <div>
          <dt>Share</dt>
          <dd>
            {shareOf(weight, tenants, name)} %<small>weight {formatCount(weight)}</small>
          </dd>
        </div>
        <div>
          <dt>In flight</dt>
          <dd>
            {formatCount(usage.unitsInFlight)}
            <small>
              of {usage.unitsAllowed === null ? "any number of" : formatCount(usage.unitsAllowed)}{" "}
              parts and batches now
            </small>
          </dd>
        </div>
        <div>
          <dt>Jobs</dt>
          <dd>
            {formatCount(usage.jobs)}
            <small>
              {quotas.jobs === undefined ? "no quota" : `of ${formatCount(quotas.jobs)} allowed`},{" "}
              {formatCount(usage.waitingJobs)} wait for their turn
            </small>
          </dd>
        </div>
      </dl>
      <p class="quiet">
        {connections === null
          ? "It may use all connections."
          : `It may use ${countOf(connections.length, "connection")}: ${connections.join(", ")}.`}
      </p>
      {Object.keys(limits).length > 0 && <pre class="mono">{JSON.stringify(limits, null, 2)}</pre>}
      <SameAs cli={penstock("tenant", "show", name)} curl={curlOf("GET", `/v1/tenants/${name}`)} />
    </section>
  );
}

/** Of what all that have rules or jobs get while all of them have work. */
function shareOf(weight: number, tenants: readonly TenantView[], name: string): string {
  const others = tenants.filter((tenant) => tenant.name !== name);
  const sum = others.reduce((total, tenant) => total + tenant.weight, weight);
  return ((weight / sum) * 100).toFixed(0);
}

function Weight({ tenant, tenants }: Props) {
  const { name, weight, revision, limits, quotas, connections } = tenant;
  const wanted = useSignal(String(weight));
  if (!may("admin")) {
    return null;
  }
  const next = Number(wanted.value);
  const body = {
    ...{ weight: next, limits, quotas, revision },
    ...(connections !== null && { connections }),
  };
  const path = "/v1/tenants/{name}";
  return (
    <span class="buttons">
      <label>
        Weight{" "}
        <input
          type="number"
          min={1}
          value={wanted.value}
          onInput={({ currentTarget }) => {
            wanted.value = currentTarget.value;
          }}
        />
      </label>
      <ActionButton
        action={{
          label: "Change the weight",
          target: name,
          scope: "admin",
          consequence: (
            <p>
              While all tenants have work, {name} gets {shareOf(next, tenants, name)} % instead of{" "}
              {shareOf(weight, tenants, name)} %. It holds within seconds; what is being moved now
              is moved to its end.
            </p>
          ),
          cli: penstock("tenant", "set", name, "--weight", wanted.value),
          curl: curlOf("PUT", `/v1/tenants/${name}`, body),
          run: () => change("PUT", path, { params: { name }, body }),
        }}
      />
    </span>
  );
}
