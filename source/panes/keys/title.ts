import type { ByteString } from '../../bytes/byte-string.js';
import { cellWidth, cutMiddle, takeCells } from '../../presentation/cells.js';
import { grouped } from '../../presentation/quantities.js';
import type { Row } from '../../presentation/row.js';
import { rowWidth, span } from '../../presentation/rows.js';
import type { KeysState } from '../../store/keys.js';
import { cursorDirectory } from '../../store/keys-cursor.js';
import { separatorText } from '../../store/keys-separator.js';
import type { SortOrder } from '../../store/keys-sort.js';
import { directoriesAbove } from '../../tree/child.js';
import { defaultSeparator } from '../../tree/separator.js';
import { firstFitting, titleRoom } from '../title-room.js';
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
  const isRead = [...tree.directories.values()].every(
    ({ isOutdated, reading }) => !isOutdated || reading.kind === 'failed',
  );
  const text = `▲ as of rev ${grouped(moment)}`;
  return [span(isRead ? text : `${text}, reading …`, 'warning', true), span(' ─ ', 'dim')];
}

/** In full, and for where that does not fit. */
const sortTitles: Readonly<Record<SortOrder, readonly [string, ...string[]] | undefined>> = {
  name: undefined,
  revision: ['loaded keys by mod revision, latest first', 'loaded by rev, latest first', 'latest first'],
  version: ['loaded keys by version, most changed first', 'loaded, most changed first', 'most changed'],
  lease: ['loaded keys by lease', 'by lease'],
};

const join = span(' ─ ', 'dim');

/** What is not as it is without being asked for: the order, and what stands between names. */
function arrangement({ tree }: KeysState, room: number): Row {
  const between =
    tree.separator === defaultSeparator
      ? []
      : [join, span(`separator ${separatorText(tree.separator)}`, 'accent')];
  const sort = sortTitles[tree.sortedBy];
  if (sort === undefined) return between;
  const text = firstFitting(sort, room - rowWidth(between) - rowWidth([join]));
  return [...between, join, span(text, 'accent')];
}

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
  const doubts = state.moment === undefined ? doubt(state) : [];
  const left = titleRoom('Keys', columns) - rowWidth(before) - rowWidth(doubts);
  const arranged = arrangement(state, left - pathMin);
  return { before, room: Math.max(pathMin, left - rowWidth(arranged)), after: [...doubts, ...arranged] };
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
