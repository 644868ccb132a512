import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AppState, initialApp, reduceApp } from '../../source/store/app.js';
import type { SessionFacts } from '../../source/store/session.js';

const facts: SessionFacts = { contextName: 'prod-a', source: 'flags', writable: false, endpoints: [] };
const nowMs = 1_000;

describe('the store', () => {
  it('tells every domain what concerns the session, and says whose effects are whose', () => {
    const { state, effects } = reduceApp(initialApp, {
      to: 'all',
      event: { type: 'session-started', facts, nowMs },
    });
    assert.equal(state.ui.facts, facts);
    assert.ok(
      effects.some(({ from }) => from === 'members'),
      'members are looked at from the start',
    );
  });

  it('leaves the domains alone that an event is not for', () => {
    const { state } = reduceApp(initialApp, { to: 'ui', event: { type: 'focus', pane: 'watch' } });
    const { ui, ...domains } = state;
    assert.equal(ui.focus, 'watch');
    for (const id of Object.keys(domains) as (keyof typeof domains)[]) {
      assert.equal(state[id], initialApp[id], id);
    }
  });

  it('is the same object when nothing changed, so that nothing is drawn again', () => {
    const state: AppState = initialApp;
    const scrolled = reduceApp(state, { to: 'ui', event: { type: 'reader-scrolled', by: 1 } });
    assert.equal(scrolled.state, state);
    assert.deepEqual(scrolled.effects, []);
  });

  it('answers with no intents left: they were delivered', () => {
    const { intents } = reduceApp(initialApp, {
      to: 'all',
      event: { type: 'session-started', facts, nowMs },
    });
    assert.deepEqual(intents, []);
  });
});
