import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
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

  it('scrolls help between its ends', () => {
    const open = [{ type: 'help-measured', topMax: 7 }, { type: 'help-toggled' }] as const;
    assert.equal(after(...open).helpTop, 0);
    assert.equal(after(...open, { type: 'help-scrolled', by: 10 }).helpTop, 7);
    assert.equal(after(...open, { type: 'help-scrolled', by: Number.POSITIVE_INFINITY }).helpTop, 7);
    assert.equal(after(...open, { type: 'help-scrolled', by: Number.NEGATIVE_INFINITY }).helpTop, 0);
    assert.equal(
      after(...open, { type: 'help-scrolled', by: 5 }, { type: 'help-measured', topMax: 2 }).helpTop,
      2,
    );
    assert.equal(after(...open, { type: 'help-toggled' }).helpTop, undefined);
    assert.equal(after({ type: 'help-scrolled', by: 1 }).helpTop, undefined);
  });
});
