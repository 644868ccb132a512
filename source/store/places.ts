import type { ByteString } from '../bytes/byte-string.js';
import type { Moment } from '../history/moment.js';
import type { PaneId } from './intent.js';
import type { KeysState } from './keys.js';
import { cursorRow } from './keys-cursor.js';

/** A row of the tree by what it is about. */
export interface TreePlace {
  /** A key, or a directory with its last separator. */
  readonly path: ByteString;
  readonly isDirectory: boolean;
}

/** Where the operator is: what has the keys, what is selected, and when. */
export interface Place {
  readonly pane: PaneId;
  readonly row: TreePlace | undefined;
  readonly moment: Moment | undefined;
}

/** Places that were left by a jump, the latest last; `forward` those that were gone back from. */
export interface Places {
  readonly back: readonly Place[];
  readonly forward: readonly Place[];
}

export const noPlaces: Places = { back: [], forward: [] };

const placesMax = 100;

/** `shown` is the key whose value is shown: opened from the log, it need not be the one that the tree is at. */
export function placeOf(
  pane: PaneId,
  keys: KeysState,
  moment: Moment | undefined,
  shown: ByteString | undefined,
): Place {
  const row = cursorRow(keys);
  const leafKey = row?.kind === 'child' ? row.child.leaf?.key : undefined;
  if (pane === 'value' && shown !== undefined && shown !== leafKey) {
    return { pane, row: { path: shown, isDirectory: false }, moment };
  }
  if (row?.kind !== 'child') return { pane, row: undefined, moment };
  const { leaf, directory } = row.child;
  const path = directory?.path ?? leaf?.key;
  return {
    pane,
    row: path === undefined ? undefined : { path, isDirectory: directory !== undefined },
    moment,
  };
}

function isSame(one: Place | undefined, other: Place): boolean {
  return (
    one !== undefined &&
    one.pane === other.pane &&
    one.row?.path === other.row?.path &&
    one.moment?.revision === other.moment?.revision
  );
}

/** After a jump: the place that was left can be gone back to. */
export function jumped(places: Places, from: Place, to: Place): Places {
  if (isSame(from, to) || isSame(places.back.at(-1), from)) return places;
  return { back: [...places.back, from].slice(-placesMax), forward: [] };
}

/** Where one comes by going back (-1) or forward, and what is left to go to then; undefined: nowhere. */
export function gone(
  { back, forward }: Places,
  by: -1 | 1,
  from: Place,
): { readonly to: Place; readonly places: Places } | undefined {
  const to = (by < 0 ? back : forward).at(-1);
  if (to === undefined) return undefined;
  const places =
    by < 0
      ? { back: back.slice(0, -1), forward: [...forward, from] }
      : { back: [...back, from], forward: forward.slice(0, -1) };
  return { to, places };
}
