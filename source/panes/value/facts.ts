import { byteSize, counted, duration, grouped, hexLease } from '../../presentation/quantities.js';
import type { Row } from '../../presentation/row.js';
import { span } from '../../presentation/rows.js';
import type { LeaseLife, StoredValue, ValueState } from '../../store/value.js';

function leaseText({ lease }: StoredValue, life: LeaseLife | undefined, nowMs: number): string {
  if (lease === 0n) return 'no lease';
  const name = `lease ${hexLease(lease)}`;
  if (life === undefined) return name;
  if (life.ttlSeconds === undefined) return `${name}, time left unknown`;
  const leftSeconds = life.ttlSeconds - Math.floor((nowMs - life.atMs) / 1_000);
  if (leftSeconds <= 0) return `${name} is expired`;
  return `${name} expires in ${duration(leftSeconds * 1_000)} of ${duration(life.grantedSeconds * 1_000)}`;
}

function changesText({ changes, changedMs }: ValueState, nowMs: number): string {
  if (changes === 0) return '';
  const ago = nowMs - changedMs < 1_000 ? 'just now' : `${duration(nowMs - changedMs)} ago`;
  return ` · ${counted(changes, 'change')} seen, last ${ago}`;
}

/** Two rows: the revisions and the size, then the lease and what changed while the key is shown. */
export function factRowsOf(state: ValueState, stored: StoredValue, nowMs: number): readonly Row[] {
  const { modRevision, createRevision, version, value } = stored;
  const revisions = `rev ${grouped(modRevision)} · created ${grouped(createRevision)} · version ${grouped(version)}`;
  const isFresh = state.changedMs > 0 && nowMs - state.changedMs < 2_000;
  return [
    [span(`${revisions} · ${byteSize(value.length)}`, isFresh ? 'changed' : 'dim')],
    [
      span(
        `${leaseText(stored, state.lease, nowMs)}${changesText(state, nowMs)}`,
        isFresh ? 'changed' : 'dim',
      ),
    ],
  ];
}
