import { PenstockError, type TaskRef } from "@penstock/core";

/** As `begin-attempt` and `release` take it. */
export function identityOf({
  transferId,
  generation,
  taskPart,
}: TaskRef): [string, number, number] {
  return [transferId, generation, taskPart];
}

/** @throws PenstockError `request-invalid` */
export function offsetOf(cursor: string | undefined): number {
  const offset = Number(cursor ?? 0);
  if (!Number.isSafeInteger(offset) || offset < 0) {
    throw new PenstockError("request-invalid", `"${cursor}" is not a cursor of this list`);
  }
  return offset;
}
