import { cellWidth, cutMiddle, takeCells } from '../../presentation/cells.js';
import { grouped } from '../../presentation/quantities.js';
import type { Row } from '../../presentation/row.js';
import { rowWidth, span } from '../../presentation/rows.js';
import type { KeysState } from '../../store/keys.js';
import { cursorDirectory } from '../../store/keys-cursor.js';
import { separatorText } from '../../store/keys-separator.js';
import type { SortOrder } from '../../store/keys-sort.js';
import type { ByteString } from '../../tree/byte-string.js';
import { directoriesAbove } from '../../tree/child.js';
import { defaultSeparator } from '../../tree/separator.js';
import { bytesText } from './rows.js';

/** Why what is shown may not be what is there; nothing while every change is told. */
function doubt({ feed, missedTo, tree }: KeysState): Row {
  const hasMissed = [...tree.directories.values()].some(
    ({ revision }) => revision !== undefined && revision < missedTo,
  );
  if (hasMissed) return [span(' ─ ', 'dim'), span('▲ changes missed, r reads again', 'warning')];
  switch (feed.kind) {
    case 'cut':
      return [span(' ─ ', 'dim'), span('▲ not live', 'warning')];
    case 'refused':
      return [span(' ─ ', 'dim'), span('○ not live', 'dim')];
    case 'starting':
    case 'live':
      return [];
  }
}

/** Nobody may take the past for what is there now: it stands first, where it is never cut. */
function pastTitle({ moment, tree }: KeysState): Row {
  if (moment === undefined) return [];
  const isRead = [...tree.directories.values()].every(({ isOutdated }) => !isOutdated);
  const text = `▲ as of rev ${grouped(moment)}`;
  return [span(isRead ? text : `${text}, reading …`, 'warning', true), span(' ─ ', 'dim')];
}

const sortTitles: Readonly<Record<SortOrder, string | undefined>> = {
  name: undefined,
  revision: 'loaded keys by mod revision, latest first',
  version: 'loaded keys by version, most changed first',
  lease: 'loaded keys by lease',
};

/** What is not as it is without being asked for: the order, and what stands between names. */
function arrangement({ tree }: KeysState): Row {
  const sort = sortTitles[tree.sortedBy];
  const texts = [
    ...(tree.separator === defaultSeparator ? [] : [`separator ${separatorText(tree.separator)}`]),
    ...(sort === undefined ? [] : [sort]),
  ];
  return texts.flatMap((text) => [span(' ─ ', 'dim'), span(text, 'accent')]);
}

/** What the frame puts beside a title of this pane, of the width of its lines: `Keys ─ ` and the corner. */
const besideTitle = 8;
/** As much of a path is shown whatever stands behind it. */
const pathMin = 16;

interface Title {
  readonly before: Row;
  /** Cells that the path may take. */
  readonly room: number;
  readonly after: Row;
}

function titleAround(state: KeysState, columns: number): Title {
  const before = pastTitle(state);
  const after = [...(state.moment === undefined ? doubt(state) : []), ...arrangement(state)];
  const room = Math.max(pathMin, columns - besideTitle - rowWidth(before) - rowWidth(after));
  return { before, room, after };
}

/** Where the cursor is, cut in the middle so that both ends are seen, and why that may not be all. */
export function keysTitle(state: KeysState, columns: number): Row {
  const path = cursorDirectory(state);
  const { before, room, after } = titleAround(state, columns);
  return [...before, span(path === '' ? 'all keys' : cutMiddle(bytesText(path), room)), ...after];
}

/**
 * The directory whose name stands at a cell of the title, counted from its own beginning; undefined where
 * there is none, as on the ellipsis of a path that is cut.
 */
export function directoryInTitle(state: KeysState, columns: number, cell: number): ByteString | undefined {
  const path = cursorDirectory(state);
  const { before, room } = titleAround(state, columns);
  const text = bytesText(path);
  const whole = cellWidth(text);
  const shown = cellWidth(cutMiddle(text, room));
  const at = cell - rowWidth(before);
  if (state.search !== undefined || path === '' || at < 0 || at >= shown) return undefined;
  const head = whole > room ? cellWidth(takeCells(text, Math.ceil((room - 1) / 2))) : shown;
  if (at === head) return undefined;
  const inPath = at < head ? at : whole - (shown - at);
  return directoriesAbove(path, state.tree.separator).find(
    (directory) => inPath < cellWidth(bytesText(directory)),
  );
}
