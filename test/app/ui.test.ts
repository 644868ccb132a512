import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EtcdError } from '../../source/client/errors.js';
import type { SessionEvent } from '../../source/store/session.js';
import { initialUi, reduceUi, type UiEvent, type UiState } from '../../source/store/ui.js';

const after = (...events: readonly (UiEvent | SessionEvent)[]): UiState =>
  events.reduce((state, event) => reduceUi(state, event).state, initialUi);

const second = (nowMs: number): SessionEvent => ({ type: 'second-passed', nowMs });

describe('the state of the screen', () => {
  it('goes round the panes in both directions', () => {
    const order = Array.from(
      { length: 6 },
      (_, steps) =>
        after(...Array.from({ length: steps }, () => ({ type: 'focus-moved', by: 1 }) as const)).focus,
    );
    assert.deepEqual(order, ['keys', 'value', 'watch', 'members', 'triage', 'actions']);
    assert.equal(after({ type: 'focus-moved', by: -1 }).focus, 'actions');
    assert.equal(after({ type: 'focus-moved', by: -1 }, { type: 'focus-moved', by: 1 }).focus, 'keys');
  });

  it('shows a notice as long as it is worth, and a critical one until it is dismissed', () => {
    const notify = (tone: 'ok' | 'warning' | 'critical') => ({ type: 'notify', tone, text: 'x' }) as const;
    assert.ok(after(second(1_000), notify('ok'), second(5_000)).toast);
    assert.equal(after(second(1_000), notify('ok'), second(6_000)).toast, undefined);
    assert.ok(after(second(1_000), notify('warning'), second(15_000)).toast);
    assert.equal(after(second(1_000), notify('warning'), second(16_000)).toast, undefined);
    assert.ok(after(second(1_000), notify('critical'), second(9_000_000)).toast);
    assert.equal(after(notify('critical'), { type: 'toast-dismissed' }).toast, undefined);
  });

  it('scrolls a page between its ends', () => {
    const open = [
      { type: 'reader-opened', page: 'help' },
      { type: 'reader-measured', topMax: 7 },
    ] as const;
    const by = (lines: number) => ({ type: 'reader-scrolled', by: lines }) as const;
    assert.equal(after(...open).reader?.top, 0);
    assert.equal(after(...open, by(10)).reader?.top, 7);
    assert.equal(after(...open, by(Number.POSITIVE_INFINITY)).reader?.top, 7);
    assert.equal(after(...open, by(Number.NEGATIVE_INFINITY)).reader?.top, 0);
    assert.equal(after(...open, by(5), { type: 'reader-measured', topMax: 2 }).reader?.top, 2);
    assert.equal(after(...open, { type: 'reader-closed' }).reader, undefined);
    assert.equal(after(by(1)).reader, undefined);
  });

  it('keeps what was told, as far as there is room for it', () => {
    const many = Array.from(
      { length: 250 },
      (_, index) => ({ type: 'notify', tone: 'ok', text: `${index}` }) as const,
    );
    const { notices } = after(second(1_000), ...many);
    assert.equal(notices.length, 200);
    assert.deepEqual(notices.at(-1), { tone: 'ok', text: '249', sinceMs: 1_000 });
  });

  it('keeps when the connection broke and when it was back, once each', () => {
    const error = new EtcdError('unreachable', 'nobody answers', 'https://a:2379');
    const down = (nowMs: number): SessionEvent => ({
      type: 'connection-changed',
      state: { kind: 'down', error, sinceMs: 3_000 },
      nowMs,
    });
    const ready = (nowMs: number): SessionEvent => ({
      type: 'connection-changed',
      state: { kind: 'ready', endpoint: 'https://b:2379' },
      nowMs,
    });
    const { notices } = after(ready(1_000), ready(2_000), down(3_500), down(4_000), ready(5_000));
    assert.deepEqual(
      notices.map(({ tone, sinceMs }) => [tone, sinceMs]),
      [
        ['critical', 3_000],
        ['ok', 5_000],
      ],
    );
  });
});
