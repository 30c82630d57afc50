import type { Command } from "commander";
import type { Output } from "../progress/display.ts";
import { addCheckCommand } from "./check-program.ts";
import { addConnectionCommands } from "./connection-program.ts";
import { addCopyCommand } from "./copy-program.ts";
import { addEventCommand } from "./event-program.ts";
import { addExplainCommand } from "./explain-program.ts";
import type { Finish } from "./finish.ts";
import { addJobCommands } from "./job-program.ts";
import { addKeyCommands } from "./key-program.ts";
import { addLimitCommands } from "./limit-program.ts";
import { addOperatorCommands } from "./operator-program.ts";
import { addPlanCommands } from "./plan-program.ts";
import { addReceiptCommands } from "./receipt-program.ts";
import { addReportCommand } from "./report-program.ts";
import { addRetryCommands } from "./retry-program.ts";
import { addScheduleCommands } from "./schedule-program.ts";
import { addStartCommands } from "./start-program.ts";
import { addSubmitCommand } from "./submit-program.ts";
import { addTenantCommands } from "./tenant-program.ts";
import { addUploadCommands } from "./upload-program.ts";
import { addWebhookCommands } from "./webhook-program.ts";
import { addWorkerCommands } from "./worker-program.ts";

/** In the order in which `--help` lists them. */
const GROUPS = [
  addStartCommands,
  addCopyCommand,
  addSubmitCommand,
  addCheckCommand,
  addPlanCommands,
  addJobCommands,
  addEventCommand,
  addExplainCommand,
  addReportCommand,
  addRetryCommands,
  addReceiptCommands,
  addConnectionCommands,
  addUploadCommands,
  addScheduleCommands,
  addLimitCommands,
  addWebhookCommands,
  addTenantCommands,
  addKeyCommands,
  addWorkerCommands,
  addOperatorCommands,
] as const;

/** Every command that asks an API or starts something. */
export function addCommands(program: Command, output: Output, finish: Finish): void {
  for (const add of GROUPS) {
    add(program, output, finish);
  }
}
