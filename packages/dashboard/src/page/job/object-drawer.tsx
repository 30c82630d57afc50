import type { TransferView } from "@penstock/wire";
import { curlOf, penstock } from "../data/commands.ts";
import { countOf, formatBytes, formatTime } from "../data/format.ts";
import { SameAs } from "../parts/command.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { close } from "../place.ts";
import { TransferPill } from "./job-objects.tsx";
import { ObjectAttempts } from "./object-attempts.tsx";

/** One object: where from and where to, its plan and why, what became of it, its failed attempts. */
export function ObjectDrawer(props: { readonly jobId: string; readonly transfer: TransferView }) {
  const { jobId, transfer } = props;
  const { source, destination, plan, cause, pinnedBy, leftBehind } = transfer;
  return (
    <Dialog title={destination.key} isDrawer onClose={() => close(["object", "part"])}>
      <TransferPill state={transfer.state} />
      <dl class="facts">
        <dt>From</dt>
        <dd>
          {source.connection}: {source.key}
        </dd>
        <dt>To</dt>
        <dd>
          {destination.connection}: {destination.key}
        </dd>
        {plan !== null && (
          <>
            <dt>Size</dt>
            <dd>{formatBytes(plan.sizeBytes)}</dd>
            <dt>Plan</dt>
            <dd>
              {plan.strategy === "put"
                ? "one PUT"
                : `${countOf(plan.partCount, "part")} of ${formatBytes(plan.partSizeBytes)}`}
              : {plan.reason}
              {plan.warning !== undefined && <p class="warn-text">{plan.warning}</p>}
            </dd>
          </>
        )}
        <dt>Version of the source</dt>
        <dd>{pinnedBy === null ? "not looked at yet" : `pinned by ${pinnedBy}`}</dd>
        {leftBehind.map(({ names, reason }) => (
          <>
            <dt>Left behind</dt>
            <dd>
              {names.join(", ")}: {reason}
            </dd>
          </>
        ))}
        {cause !== null && (
          <>
            <dt>Cause</dt>
            <dd>
              <a href={`problems/${cause.code}`}>{cause.code}</a>: {cause.message}
            </dd>
          </>
        )}
      </dl>
      <StoredObject object={transfer.object} />
      {(plan?.partCount ?? 0) > 1 && <ObjectAttempts jobId={jobId} transferId={transfer.id} />}
      <Attempts transfer={transfer} />
      <SameAs cli={penstock("show", jobId)} curl={curlOf("GET", `/v1/jobs/${jobId}/transfers`)} />
    </Dialog>
  );
}

function StoredObject({ object }: Pick<TransferView, "object">) {
  if (object === null) {
    return null;
  }
  return (
    <>
      <h3>As it is stored</h3>
      <dl class="facts">
        <dt>ETag</dt>
        <dd class="mono">{object.etag}</dd>
        {object.checksum !== null && (
          <>
            <dt>{object.checksum.algorithm}</dt>
            <dd class="mono">{object.checksum.value}</dd>
          </>
        )}
        <dt>Verified by</dt>
        <dd>{object.verifiedBy}</dd>
        {object.versionId !== null && (
          <>
            <dt>Version</dt>
            <dd class="mono">{object.versionId}</dd>
          </>
        )}
      </dl>
    </>
  );
}

function Attempts({ transfer: { failures } }: { readonly transfer: TransferView }) {
  if (failures.length === 0) {
    return <p class="quiet">No attempt has failed.</p>;
  }
  return (
    <>
      <h3>Failed attempts</h3>
      <div class="scroll">
        <table class="cards">
          <thead>
            <tr>
              <th>Step</th>
              <th>When</th>
              <th>Process</th>
              <th>Cause</th>
            </tr>
          </thead>
          <tbody>
            {failures.map(({ step, at, process, cause, requestId }) => (
              <tr key={`${step}${at}`}>
                <td>{step}</td>
                <td data-label="When">{formatTime(at)}</td>
                <td class="mono" data-label="Process">
                  {process}
                </td>
                <td data-label="Cause">
                  <a href={`problems/${cause.code}`}>{cause.code}</a>: {cause.message}
                  {requestId !== null && (
                    <div class="quiet">
                      Request of the store: <code>{requestId}</code>
                    </div>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
