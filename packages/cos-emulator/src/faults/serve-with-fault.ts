import { cutAfter, drain, pauseAfter, refuseSlow, slowDown } from "./body-taps.ts";
import type { Exchange } from "./exchange.ts";
import type { FaultOf } from "./fault.ts";
import type { DueFault } from "./fault-plan.ts";
import { writeForeignObject } from "./foreign-object.ts";
import { InjectedErrorResponse } from "./injected-error-response.ts";
import { pause } from "./pause.ts";
import { corruptResponse } from "./response-faults.ts";

/**
 * Answers a request with a fault. The routes know nothing of it: it happens around them.
 *
 * @throws InjectedErrorResponse, and whatever `serve` throws, for the caller to answer
 */
export async function serveWithFault(due: DueFault, exchange: Exchange): Promise<void> {
  const { fault, ruleId } = due;
  const { request, response, visit, serve } = exchange;
  const fire = () => {
    visit.faultId = ruleId;
    due.fire();
  };
  if (fault.kind === "too-slow") {
    refuseSlow(request, fault, fire);
    return serve();
  }
  fire();
  switch (fault.kind) {
    case "refuse-before-body":
    case "refuse-expect":
      throw new InjectedErrorResponse(fault.status, fault.code);
    case "refuse-after-body":
      await drain(exchange);
      throw new InjectedErrorResponse(fault.status, fault.code);
    case "slow-down":
      throw new InjectedErrorResponse(503, "SlowDown");
    case "ignore-expect":
      response.writeContinue = () => undefined;
      return serve();
    case "cut-body":
      cutAfter(request, fault.afterBytes);
      return serve();
    case "slow-read":
      slowDown(request, fault.bytesPerSecond);
      return serve();
    case "stall":
      return stall(fault, exchange);
    case "skew-clock":
      return skewClock(fault, exchange);
    case "drop-reused-connection":
      request.socket.destroy();
      return;
    case "foreign-object":
      writeForeignObject(exchange.store, exchange.subject, fault.sizeBytes);
      return serve();
    default:
      return corruptResponse(fault, exchange);
  }
}

async function stall({ ms, afterBytes = 0 }: FaultOf<"stall">, exchange: Exchange): Promise<void> {
  const { request, response, serve } = exchange;
  if (afterBytes === 0) {
    await pause(response, ms);
  } else {
    pauseAfter(request, afterBytes, () => pause(response, ms));
  }
  return serve();
}

function skewClock({ seconds }: FaultOf<"skew-clock">, exchange: Exchange): Promise<void> {
  const skewMs = seconds * 1000;
  exchange.response.setHeader("Date", new Date(Date.now() + skewMs).toUTCString());
  return exchange.serve({ skewMs });
}
