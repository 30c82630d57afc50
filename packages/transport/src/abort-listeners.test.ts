import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { addAbortable, removeAbortable } from "./abort-listeners.ts";

function recorder() {
  const reasons: unknown[] = [];
  return { reasons, abort: (reason: unknown) => void reasons.push(reason) };
}

test("many that end with one signal cost it one listener, and the last one takes it away", () => {
  const { signal } = new AbortController();
  const [one, other] = [recorder(), recorder()];

  addAbortable(signal, one);
  addAbortable(signal, other);
  expect(getEventListeners(signal, "abort")).toHaveLength(1);

  removeAbortable(signal, one);
  removeAbortable(signal, one);
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
  removeAbortable(signal, other);
  expect(getEventListeners(signal, "abort")).toHaveLength(0);
});

test("an abort reaches those that were not removed, with its reason", () => {
  const controller = new AbortController();
  const [gone, left, again] = [recorder(), recorder(), recorder()];
  addAbortable(controller.signal, gone);
  removeAbortable(controller.signal, gone);
  addAbortable(controller.signal, left);
  addAbortable(controller.signal, again);
  removeAbortable(controller.signal, again);
  addAbortable(controller.signal, again);

  controller.abort("enough");

  expect(gone.reasons).toEqual([]);
  expect(left.reasons).toEqual(["enough"]);
  expect(again.reasons).toEqual(["enough"]);
});
