import type { DeliveryView, WebhookView } from "@penstock/wire";
import { useSignal } from "@preact/signals";
import { change, read } from "../data/api.ts";
import type { Tone } from "../data/attention.ts";
import { nowMs } from "../data/clock.ts";
import { curlOf, penstock } from "../data/commands.ts";
import { countOf, formatAge, formatDuration, formatTime } from "../data/format.ts";
import { useFeed } from "../data/live.ts";
import { Command, SameAs } from "../parts/command.tsx";
import { type Action, ActionButton } from "../parts/dialog.tsx";
import { Pill } from "../parts/shape.tsx";
import { Empty, Skeleton, Trouble } from "../parts/states.tsx";

const EVERY_MS = 3000;

export function WebhooksPage() {
  const { view, problem } = useFeed("webhooks", EVERY_MS, (signal) =>
    read("/v1/webhooks", { signal }),
  );
  const webhooks = view.value?.data;
  return (
    <>
      <div class="title">
        <h1>Webhooks</h1>
        <CreateWebhook />
      </div>
      <Trouble error={problem.value} />
      {webhooks === undefined && problem.value === undefined && <Skeleton />}
      {webhooks?.length === 0 && (
        <Empty
          title="No webhook yet"
          command={penstock("webhook", "add", "https://example.com/penstock")}
        >
          <p>
            Events can be sent to an address of yours, signed, for three days until it takes them:
          </p>
        </Empty>
      )}
      {webhooks?.map((webhook) => (
        <WebhookPanel key={webhook.id} webhook={webhook} />
      ))}
    </>
  );
}

function stateOf({ isEnabled, disabledBecause, failingSince }: WebhookView): [Tone, string] {
  if (!isEnabled) {
    return ["bad", disabledBecause === null ? "disabled" : `disabled: ${disabledBecause}`];
  }
  return failingSince === null ? ["done", "enabled"] : ["warn", "failing"];
}

function WebhookPanel({ webhook }: { readonly webhook: WebhookView }) {
  const { id, url, description, types, failingSince } = webhook;
  const { view, problem } = useFeed(`webhooks/${id}`, EVERY_MS, (signal) =>
    read("/v1/webhooks/{id}/deliveries", { params: { id }, signal }),
  );
  const [tone, word] = stateOf(webhook);
  return (
    <section class="panel" aria-label={url}>
      <div class="title">
        <span class="name">
          <h2>{url}</h2>
          <Pill tone={tone} word={word} />
        </span>
        <div class="buttons">
          <ActionButton action={testOf(id)} />
          <ActionButton action={switchOf(webhook)} />
          <ActionButton action={removalOf(id)} />
        </div>
      </div>
      <p class="quiet">
        {description} Sends {types.length === 0 ? "every event" : types.join(", ")}.
        {failingSince !== null &&
          ` No attempt has succeeded for ${formatAge(nowMs.value - Date.parse(failingSince))}; it is tried on for three days a message.`}
      </p>
      <Trouble error={problem.value} />
      <Deliveries id={id} deliveries={view.value?.data ?? []} />
      <SameAs
        cli={penstock("webhook", "deliveries", id)}
        curl={curlOf("GET", `/v1/webhooks/${id}/deliveries`)}
      />
    </section>
  );
}

const TONES: Readonly<Record<DeliveryView["state"], Tone>> = {
  pending: "idle",
  delivered: "done",
  failed: "bad",
};

type Sent = { readonly id: string; readonly deliveries: readonly DeliveryView[] };

function Deliveries({ id, deliveries }: Sent) {
  if (deliveries.length === 0) {
    return <p class="quiet">Nothing was sent yet.</p>;
  }
  return (
    <div class="scroll">
      <table class="cards">
        <thead>
          <tr>
            <th>Event</th>
            <th>State</th>
            <th>Last attempt</th>
            <th>What happens next</th>
            <th>
              <span class="sr-only">Again</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {deliveries.map((delivery) => (
            <tr key={delivery.id}>
              <td>
                {delivery.type}
                <div class="quiet">{formatTime(delivery.createdAt)}</div>
              </td>
              <td>
                <Pill tone={TONES[delivery.state]} word={delivery.state} />
              </td>
              <td data-label="Last attempt">{lastAttempt(delivery)}</td>
              <td data-label="What happens next">{nextOf(delivery)}</td>
              <td>
                <ActionButton action={redeliveryOf(id, delivery)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function lastAttempt({ attempts }: DeliveryView): string {
  const last = attempts.at(-1);
  return last === undefined
    ? "none yet"
    : `${countOf(attempts.length, "attempt")}; the last took ${last.durationMs} ms: ${last.error ?? `HTTP ${last.status}`}`;
}

function nextOf({ state, nextAttemptAt }: DeliveryView): string {
  if (state === "pending" && nextAttemptAt !== null) {
    return `Tried again in ${formatDuration(Date.parse(nextAttemptAt) - nowMs.value)}.`;
  }
  return state === "failed" ? "Nothing by itself: send it again once the receiver works." : "";
}

function testOf(id: string): Action {
  return {
    label: "Test",
    target: id,
    consequence: <p>One message of the type webhook.test is sent now.</p>,
    cli: penstock("webhook", "test", id),
    curl: curlOf("POST", `/v1/webhooks/${id}:test`),
    run: () => change("POST", "/v1/webhooks/{id}:test", { params: { id } }),
  };
}

function switchOf({ id, isEnabled }: WebhookView): Action {
  const body = { isEnabled: !isEnabled };
  return {
    label: isEnabled ? "Disable" : "Enable",
    target: id,
    scope: "admin",
    consequence: (
      <p>{isEnabled ? "Nothing is sent until it is enabled." : "Events are sent from now on."}</p>
    ),
    curl: curlOf("PATCH", `/v1/webhooks/${id}`, body),
    run: () => change("PATCH", "/v1/webhooks/{id}", { params: { id }, body }),
  };
}

function removalOf(id: string): Action {
  return {
    label: "Delete",
    target: id,
    scope: "admin",
    isDanger: true,
    consequence: <p>Nothing is sent any more, messages that wait included.</p>,
    cli: penstock("webhook", "rm", id),
    curl: curlOf("DELETE", `/v1/webhooks/${id}`),
    run: () => change("DELETE", "/v1/webhooks/{id}", { params: { id } }),
  };
}

function redeliveryOf(id: string, delivery: DeliveryView): Action {
  const path = "/v1/webhooks/{id}/deliveries/{delivery}:redeliver";
  return {
    label: "Send again",
    target: delivery.id,
    consequence: <p>The same message is sent again, with the same id: the receiver may know it.</p>,
    cli: penstock("webhook", "redeliver", id, delivery.id),
    curl: curlOf("POST", `/v1/webhooks/${id}/deliveries/${delivery.id}:redeliver`),
    run: () => change("POST", path, { params: { id, delivery: delivery.id } }),
  };
}

function CreateWebhook() {
  const url = useSignal("");
  const secret = useSignal<string | undefined>(undefined);
  const body = { url: url.value };
  return (
    <>
      {secret.value !== undefined && <Command label="Its secret, shown once" text={secret.value} />}
      <ActionButton
        action={{
          label: "New webhook",
          scope: "admin",
          consequence: (
            <label class="field">
              <span>Address, by https</span>
              <input
                type="url"
                placeholder="https://example.com/penstock"
                value={url.value}
                onInput={({ currentTarget }) => {
                  url.value = currentTarget.value;
                }}
              />
            </label>
          ),
          cli: penstock("webhook", "add", url.value),
          curl: curlOf("POST", "/v1/webhooks", body),
          run: async () => {
            secret.value = (await change("POST", "/v1/webhooks", { body })).secret;
          },
        }}
      />
    </>
  );
}
