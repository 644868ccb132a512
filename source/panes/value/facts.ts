import { endTexts } from '../../history/end-words.js';
import { cellWidth, cutEnd } from '../../presentation/cells.js';
import { byteSize, counted, duration, grouped, hexLease } from '../../presentation/quantities.js';
import type { Row } from '../../presentation/row.js';
import { span } from '../../presentation/rows.js';
import { safeText } from '../../presentation/text.js';
import type { PastState } from '../../store/history.js';
import type { StoredValue, ValueContent } from '../../store/value-content.js';
import { factLines } from '../../store/value-facts.js';
import { ownerName, shownOwners } from '../../store/value-owners.js';
import type { LeaseLife, ValueState } from '../../store/value-state.js';
import type { PaneSize, ViewContext } from '../pane.js';
import { firstFitting } from '../title-room.js';

type Clock = Pick<ViewContext, 'nowMs'>;

function leaseText({ lease }: StoredValue, life: LeaseLife | undefined, clock: Clock): string {
  if (lease === 0n) return 'no lease';
  const name = `lease ${hexLease(lease)}`;
  if (life?.id !== lease) return name;
  if (life.ttlSeconds === undefined) return `${name}, time left unknown`;
  const leftSeconds = life.ttlSeconds - Math.floor((clock.nowMs - life.atMs) / 1_000);
  if (leftSeconds <= 0) return `${name} is expired`;
  return `${name} expires in ${duration(leftSeconds * 1_000)} of ${duration(life.grantedSeconds * 1_000)}`;
}

function changesText({ changes, changedMs }: ValueState, clock: Clock): string {
  if (changes === 0) return '';
  const ageMs = clock.nowMs - changedMs;
  const ago = ageMs < 1_000 ? 'just now' : `${duration(ageMs)} ago`;
  return ` · ${counted(changes, 'change')} seen, last ${ago}`;
}

function storedText({ modRevision, createRevision, version, value }: StoredValue): string {
  const revisions = `rev ${grouped(modRevision)} · created ${grouped(createRevision)} · version ${grouped(version)}`;
  return `${revisions} · ${byteSize(value.length)}`;
}

/** Two rows: the revisions and the size, then the lease and what changed while the key is shown. */
export function factRowsOf(state: ValueState, stored: StoredValue, clock: Clock): readonly Row[] {
  const isFresh = state.changedMs > 0 && clock.nowMs - state.changedMs < 2_000;
  return [
    [span(storedText(stored), isFresh ? 'changed' : 'dim')],
    [
      span(
        `${leaseText(stored, state.lease, clock)}${changesText(state, clock)}`,
        isFresh ? 'changed' : 'dim',
      ),
    ],
  ];
}

/** `3 of 17 revisions · history from rev 28,900,112 (compacted before)`, without the noun where it is narrow. */
function pastText({ steps, at, end, failure }: PastState, columns: number): string {
  const edges = pastEndTexts(end, failure);
  if (steps.length === 0) return firstFitting(prefixed('no revisions · ', edges), columns);
  const position = `${grouped(at + 1)} of ${grouped(steps.length)}`;
  const long = `${position} ${steps.length === 1 ? 'revision' : 'revisions'} · ${edges[0]}`;
  return firstFitting([long, ...prefixed(`${position} · `, edges)], columns);
}

type Texts = readonly [string, ...string[]];

const prefixed = (prefix: string, [first, ...others]: Texts): Texts => [
  `${prefix}${first}`,
  ...others.map((each) => `${prefix}${each}`),
];

function pastEndTexts(end: PastState['end'], failure: string | undefined): Texts {
  if (failure !== undefined) return [`reading broke off: ${safeText(failure)}`];
  if (end === undefined) return ['reading …'];
  return end.kind === 'full' ? ['older ones are not read here'] : endTexts(end);
}

/** The key was written or deleted after its history was read. */
export function hasMovedOn({ steps: [newest], live }: PastState, upcoming: ValueState['upcoming']): boolean {
  if (newest === undefined) return false;
  const revision = newest.kind === 'written' ? newest.kv.modRevision : newest.revision;
  if (live.kind === 'deleted') return live.revision > revision;
  const known = upcoming.at(-1) ?? (live.kind === 'present' ? live.stored : undefined);
  return known !== undefined && known.modRevision > revision;
}

/** Two rows: the revision's own facts, then where in the history it stands. */
export function pastRowsOf(past: PastState, content: ValueContent, columns: number): readonly Row[] {
  const lease = content.kind === 'present' ? content.stored.lease : 0n;
  const facts =
    content.kind === 'present'
      ? [span(`${storedText(content.stored)}${lease === 0n ? '' : ` · lease ${hexLease(lease)}`}`, 'dim')]
      : [];
  return [facts, [span(pastText(past, columns), 'accent')]];
}

/** `kubectl -n default get pod web-1 -o yaml`; cut where it is too long, it is copied whole. */
function kubectlRow(line: string, columns: number): Row {
  return [span(cutEnd(safeText(line), columns), 'dim')];
}

/** `owner ReplicaSet web-7d · o goes there`, or of several `o lists them`. */
function ownersRow(state: ValueState, columns: number): Row {
  const { references, total } = shownOwners(state);
  const isOne = total === 1;
  const names = references.map(ownerName).join(', ');
  const isLooking = state.owners !== undefined && state.owners.fates === undefined;
  const way = isLooking ? 'looking …' : isOne ? 'o goes there' : 'o lists them';
  const label = isOne ? 'owner ' : `${grouped(total)} owners: `;
  const room = columns - cellWidth(label) - cellWidth(way) - 3;
  return [span(label, 'dim'), span(cutEnd(names, Math.max(8, room)), 'accent'), span(` · ${way}`, 'dim')];
}

/** How `kubectl` prints the same, and who the object belongs to. */
export function kubeRowsOf(state: ValueState, { columns, rows }: PaneSize): readonly Row[] {
  const { kubectl, owners } = factLines(state, rows);
  return [
    ...(kubectl === undefined ? [] : [kubectlRow(kubectl, columns)]),
    ...(owners ? [ownersRow(state, columns)] : []),
  ];
}
