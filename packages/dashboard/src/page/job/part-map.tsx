import { useEffect, useRef } from "preact/hooks";
import { formatCount } from "../data/format.ts";
import { fit, useRepaint } from "../parts/repaint.ts";
import { linkWith, query, setQuery } from "../place.ts";
import {
  type Colours,
  drawBar,
  drawRuns,
  gridOf,
  LOOKS,
  partAt,
  stateColours,
} from "./part-map-canvas.ts";
import { changedRuns, countStates, partsOf, type Run } from "./part-states.ts";

const BAR_HEIGHT = 18;

/** The parts of one object: a bar that is always there, a grid that opens, counts as text. */
export function PartMap({ runs }: { readonly runs: readonly Run[] }) {
  const bar = useRef<HTMLCanvasElement>(null);
  const grid = useRef<HTMLCanvasElement>(null);
  const drawn = useRef<Drawn>({ runs: [], key: "" });
  const repaint = useRepaint(bar);
  // Read here, so that a change of either draws anew.
  const [width, theme] = [repaint.width.value, repaint.theme.value];
  const isOpen = query.value.get("map") !== "bar";
  const only = query.value.get("parts") ?? undefined;
  useEffect(() => {
    const element = bar.current;
    if (element === null || width === 0) {
      return;
    }
    const colours = stateColours();
    const context = fit(element, BAR_HEIGHT);
    if (context !== null) {
      drawBar(context, runs, { width, height: BAR_HEIGHT, colours });
    }
    if (grid.current !== null) {
      const key = `${width} ${theme} ${only}`;
      drawn.current = redraw(grid.current, { runs, only, colours, key, before: drawn.current });
    }
  }, [runs, width, theme, only, isOpen]);
  const parts = partsOf(runs);
  const counts = countStates(runs);
  const text = LOOKS.filter(({ letter }) => counts.has(letter))
    .map(({ letter, name }) => `${counts.get(letter)} ${name}`)
    .join(", ");
  return (
    <>
      <canvas ref={bar} class="part-bar" role="img" aria-label={`Parts: ${text}`} />
      <Legend counts={counts} only={only} />
      {isOpen && (
        <canvas
          ref={grid}
          class="part-grid"
          role="img"
          aria-label="A cell for each part. By keyboard, write its number below."
          onClick={({ currentTarget, offsetX, offsetY }) => {
            const grid = gridOf(parts, currentTarget.clientWidth);
            const part = partAt(offsetX, offsetY, grid) + 1;
            if (part <= parts) {
              setQuery({ part: String(part) });
            }
          }}
        />
      )}
      <p class="buttons">
        <a class="button small" href={linkWith({ map: isOpen ? "bar" : undefined })}>
          {isOpen ? "Hide the grid" : "Show each part"}
        </a>
        <PartNumber most={parts} />
      </p>
    </>
  );
}

/** The same as a click on a cell, by keyboard. */
function PartNumber({ most }: { readonly most: number }) {
  return (
    <label>
      Part{" "}
      <input
        type="number"
        min={1}
        max={most}
        value={query.value.get("part") ?? ""}
        onChange={({ currentTarget }) => setQuery({ part: currentTarget.value })}
      />
    </label>
  );
}

function Legend(props: {
  readonly counts: ReadonlyMap<string, number>;
  readonly only?: string | undefined;
}) {
  const { counts, only } = props;
  return (
    <ul class="legend">
      {LOOKS.filter(({ letter }) => counts.has(letter)).map(({ letter, name }) => (
        <li key={letter}>
          <button
            type="button"
            class="small"
            aria-pressed={only === letter}
            onClick={() => setQuery({ parts: only === letter ? undefined : letter })}
          >
            <i class={`key part-${letter}`} aria-hidden="true" />
            {formatCount(counts.get(letter) ?? 0)} {name}
          </button>
        </li>
      ))}
    </ul>
  );
}

type Drawn = { readonly runs: readonly Run[]; readonly key: string };

type Drawing = {
  readonly runs: readonly Run[];
  readonly only: string | undefined;
  readonly colours: Colours;
  readonly key: string;
  readonly before: Drawn;
};

/** All of it where its size, its colours or what is shown changed; else what changed. */
function redraw(canvas: HTMLCanvasElement, { runs, only, colours, key, before }: Drawing): Drawn {
  const grid = gridOf(partsOf(runs), canvas.clientWidth);
  const { height } = grid;
  const isNew = canvas.style.height !== `${height}px` || before.key !== key;
  const context = fit(canvas, height);
  if (context !== null) {
    if (isNew) {
      context.clearRect(0, 0, canvas.clientWidth, height);
    }
    const changed = isNew ? runs : changedRuns(before.runs, runs);
    drawRuns(context, changed, { grid, colours, only });
  }
  return { runs, key };
}
