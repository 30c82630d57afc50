import type { Command } from "commander";
import type { AddOptions } from "../commands/webhooks.ts";
import type { ExitCode } from "../exit-codes.ts";
import type { ListOptions } from "../lists/list.ts";
import { addListOptions } from "../lists/list-options.ts";
import type { Output } from "../progress/display.ts";
import type { Finish } from "./finish.ts";

type JsonOption = { json?: true };

const load = () => import("../commands/webhooks.ts");

/** `penstock webhook …`: where events are sent. */
export function addWebhookCommands(program: Command, output: Output, finish: Finish): void {
  const webhooks = program
    .command("webhook")
    .description("send events to other systems: make, try and watch webhooks");
  webhooks
    .command("add")
    .description("send events to an address, and print its secret once")
    .argument("<url>", "https://…, or http:// on the API's own machine")
    .option(
      "--type <type...>",
      "events such as job.completed, or transfer.* (default: job.completed)",
    )
    .option("--description <text>", "for people")
    .option("--cloudevents", "as CloudEvents 1.0 (default: Standard Webhooks)")
    .option("--json", "as one JSON object")
    .action(async (url: string, options: AddOptions) => {
      await finish((await load()).addWebhook(url, options, output));
    });
  addListOptions(webhooks.command("ls"))
    .description("list webhooks")
    .action(async (options: ListOptions) => {
      await finish((await load()).listWebhooks(options, output));
    });
  addNamed(webhooks, output, finish);
  addListOptions(webhooks.command("deliveries"))
    .description("list what was sent, and what became of it")
    .argument("<id>", "of the webhook")
    .action(async (id: string, options: ListOptions) => {
      await finish((await load()).listDeliveries(id, { options, output }));
    });
  webhooks
    .command("redeliver")
    .description("send messages again, with the same ids")
    .argument("<id>", "of the webhook")
    .argument("<delivery...>", "ids of deliveries")
    .option("--json", "one JSON object per line")
    .action(async (id: string, deliveries: string[], options: JsonOption) => {
      await finish((await load()).redeliver(id, deliveries, { options, output }));
    });
}

type Run = (id: string, shown: { options: JsonOption; output: Output }) => Promise<ExitCode>;

/** Those that take the id of a webhook, and nothing else. */
function addNamed(webhooks: Command, output: Output, finish: Finish): void {
  const named = (name: string, description: string, run: Run) =>
    webhooks
      .command(name)
      .description(description)
      .argument("<id>", "of the webhook")
      .option("--json", "as JSON")
      .action(async (id: string, options: JsonOption) => {
        await finish(run(id, { options, output }));
      });
  named("show", "show a webhook and its last deliveries", async (id, shown) =>
    (await load()).showWebhook(id, shown),
  );
  named("rm", "send it nothing any more", async (id, shown) =>
    (await load()).removeWebhook(id, shown),
  );
  named("test", "send a message that says only that messages arrive", async (id, shown) =>
    (await load()).testWebhook(id, shown),
  );
  named("rotate", "make a new secret; the old one counts for 24 hours more", async (id, shown) =>
    (await load()).rotateWebhook(id, shown),
  );
  named("enable", "send it events again, also after it was given up", async (id, shown) =>
    (await load()).enableWebhook(id, true, shown),
  );
  named("disable", "send it nothing until it is enabled", async (id, shown) =>
    (await load()).enableWebhook(id, false, shown),
  );
}
