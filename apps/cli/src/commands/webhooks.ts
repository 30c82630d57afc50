import type { WebhookRequestInput, WebhookView } from "@penstock/wire";
import { connectToApi } from "../api-session.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { isForPrograms, type ListOptions, listLines, printList } from "../lists/list.ts";
import { DELIVERY_LIST, stateOf, WEBHOOK_LIST } from "../lists/webhook-list.ts";
import type { Output } from "../progress/display.ts";
import { jsonText } from "../progress/progress-text.ts";

type JsonOption = { readonly json?: true };
type Shown = { readonly options: JsonOption; readonly output: Output };

export type AddOptions = JsonOption & {
  readonly type?: readonly string[];
  readonly description?: string;
  readonly cloudevents?: true;
};

/** `penstock webhook add URL`: the secret alone on stdout, so that a script can take it. */
export async function addWebhook(
  url: string,
  { type, description, cloudevents, json }: AddOptions,
  output: Output,
): Promise<ExitCode> {
  const request: WebhookRequestInput = {
    url,
    ...(type !== undefined && { types: [...type] }),
    ...(description !== undefined && { description }),
    ...(cloudevents === true && { format: "cloudevents" }),
  };
  const made = await connectToApi(output).createWebhook(request);
  return printSecret(made, { options: json === true ? { json } : {}, output });
}

/** `penstock webhook ls`. */
export async function listWebhooks(options: ListOptions, output: Output): Promise<ExitCode> {
  const { data } = await connectToApi(output).listWebhooks();
  printList(WEBHOOK_LIST, data, { options, output });
  if (data.length === 0 && !isForPrograms(options)) {
    output.stderr.write(
      "there is no webhook; make one with\n  → penstock webhook add https://HOST/PATH --type job.completed\n",
    );
  }
  return EXIT.ok;
}

/** `penstock webhook show ID`. */
export async function showWebhook(id: string, { options, output }: Shown): Promise<ExitCode> {
  const client = connectToApi(output);
  const [webhook, { data }] = await Promise.all([
    client.readWebhook(id),
    client.listDeliveries(id),
  ]);
  print(
    output,
    options.json
      ? [jsonText({ ...webhook, deliveries: data })]
      : [
          `webhook  ${webhook.id}: ${webhook.url}`,
          `events   ${webhook.types.join(", ")} (${webhook.format})`,
          `state    ${stateOf(webhook)}`,
          "",
          ...listLines(DELIVERY_LIST, data.slice(0, 10), { options: {}, room: undefined }),
        ],
  );
  return EXIT.ok;
}

/** `penstock webhook rm ID`. */
export async function removeWebhook(id: string, { options, output }: Shown): Promise<ExitCode> {
  const webhook = await connectToApi(output).deleteWebhook(id);
  print(output, [options.json ? jsonText(webhook) : `${id} is sent nothing any more`]);
  return EXIT.ok;
}

/** `penstock webhook enable|disable ID`. */
export async function enableWebhook(
  id: string,
  isEnabled: boolean,
  { options, output }: Shown,
): Promise<ExitCode> {
  const webhook = await connectToApi(output).changeWebhook(id, { isEnabled });
  print(output, [options.json ? jsonText(webhook) : `${id} is ${stateOf(webhook)}`]);
  return EXIT.ok;
}

/** `penstock webhook rotate ID`: the new secret alone on stdout. */
export async function rotateWebhook(id: string, shown: Shown): Promise<ExitCode> {
  return printSecret(await connectToApi(shown.output).rotateWebhook(id), shown);
}

/** `penstock webhook test ID`. */
export async function testWebhook(id: string, { options, output }: Shown): Promise<ExitCode> {
  const delivery = await connectToApi(output).testWebhook(id);
  print(output, [
    options.json
      ? jsonText(delivery)
      : `${delivery.id} is on its way\n  → penstock webhook deliveries ${id}`,
  ]);
  return EXIT.ok;
}

/** `penstock webhook deliveries ID`: newest first. */
export async function listDeliveries(
  id: string,
  shown: { readonly options: ListOptions; readonly output: Output },
): Promise<ExitCode> {
  const { data } = await connectToApi(shown.output).listDeliveries(id);
  printList(DELIVERY_LIST, data, shown);
  return EXIT.ok;
}

/** `penstock webhook redeliver ID DELIVERY…`. */
export async function redeliver(
  id: string,
  deliveries: readonly string[],
  { options, output }: Shown,
): Promise<ExitCode> {
  const client = connectToApi(output);
  for (const each of deliveries) {
    const delivery = await client.redeliver(id, each);
    print(output, [options.json ? jsonText(delivery) : `${delivery.id} is sent again`]);
  }
  return EXIT.ok;
}

function printSecret(
  made: WebhookView & { readonly secret: string },
  { options, output }: Shown,
): ExitCode {
  if (options.json) {
    print(output, [jsonText(made)]);
    return EXIT.ok;
  }
  print(output, [made.secret]);
  output.stderr.write(
    `the secret of ${made.id}, which is not shown again\n  → penstock webhook test ${made.id}\n`,
  );
  return EXIT.ok;
}

function print({ stdout }: Output, lines: readonly string[]): void {
  stdout.write(lines.map((line) => `${line}\n`).join(""));
}
