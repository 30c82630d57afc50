import type { ComponentChildren } from "preact";
import { ApiProblem } from "../data/api.ts";
import { Command } from "./command.tsx";

/** What will be there, as grey lines: nothing turns round and round. */
export function Skeleton({ lines = 6 }: { readonly lines?: number }) {
  return (
    <div class="skeleton" role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, index) => (
        <i key={index} />
      ))}
    </div>
  );
}

/** Nothing is there yet: the command that changes it. */
export function Empty({
  title,
  children,
  command,
}: {
  readonly title: string;
  readonly children?: ComponentChildren;
  readonly command?: string;
}) {
  return (
    <div class="empty">
      <h2>{title}</h2>
      {children}
      {command !== undefined && <Command text={command} />}
    </div>
  );
}

/** In the place of a form that the API would refuse. */
export function OnlyLooks() {
  return (
    <Empty title="This session may only look">
      <p>
        What changes something needs a key of the scope <code>operate</code>.
      </p>
    </Empty>
  );
}

export function Trouble({ error }: { readonly error: Error | undefined }) {
  if (error === undefined) {
    return null;
  }
  const { problem } = error instanceof ApiProblem ? error : { problem: undefined };
  return (
    <div class="trouble" role="alert">
      <b>{problem?.title ?? "The API does not respond"}</b>
      <p>{error.message}</p>
      {problem?.errors?.map(({ pointer, message }) => (
        <p key={pointer}>
          <code>{pointer || "all of it"}</code> {message}
        </p>
      ))}
      {problem !== undefined && (
        <p class="quiet">
          <a href={`problems/${problem.code}`}>What {problem.code} means</a> · request{" "}
          {problem.requestId}
        </p>
      )}
    </div>
  );
}
