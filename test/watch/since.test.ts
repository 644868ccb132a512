import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { entryRows } from '../../source/panes/watch/rows.js';
import { rowText } from '../../source/presentation/rows.js';
import { initialTime, reduceTime } from '../../source/store/time.js';
import { reduceWatch } from '../../source/store/watch.js';
import { type LogEntry, logLimits } from '../../source/store/watch-log.js';
import { initialWatch } from '../../source/store/watch-state.js';
import { change } from './changes.js';

const newest = 50_000;

/** What others are asked for once the moment that was typed is found at a revision. */
function found(text: string, revision: number) {
  const wanted = reduceTime(initialTime, { type: 'moment-wanted', text, use: 'log' });
  const [effect] = wanted.effects;
  if (effect?.type !== 'find-moment') return wanted.intents;
  const moment = { revision, time: undefined };
  return reduceTime(wanted.state, { type: 'moment-found', run: effect.run, moment, newest }).intents;
}

describe('the log from a moment on', () => {
  it('begins at the revision that is found, and leaves the keys at now', () => {
    assert.deepEqual(found('-100', 49_900), [{ type: 'watch-since', revision: 49_900, newest }]);
    const { effects } = reduceWatch(initialWatch, { type: 'watch-since', revision: 49_900, newest });
    assert.deepEqual(effects, [{ type: 'open-watch', prefix: '', since: { revision: 49_900, newest } }]);
  });

  it('begins no earlier than the log keeps changes, and says so', () => {
    const [since, told] = found('1', 1);
    assert.deepEqual(since, { type: 'watch-since', revision: newest - logLimits.entries, newest });
    assert.match(
      told?.type === 'notify' ? told.text : '',
      /begins at rev 40,000; etcdscope watch --rev 1 has all/,
    );
  });

  it('is what it is already when now is asked for', () => {
    assert.deepEqual(
      found('now', 0).map(({ type }) => type),
      ['notify'],
    );
  });

  it('gives no time to what happened before', () => {
    const line = (entry: LogEntry): string =>
      entryRows(entry, 80, () => undefined)
        .map(rowText)
        .join('\n');
    assert.match(line({ ...change('/k', 7), isReplayed: true }), /^earlier {7}~ \/k/);
    const mark = { kind: 'started', atMs: 0, revision: 1_500, endpoint: 'e', since: 1_000 } as const;
    assert.match(line(mark), /^┄┄ watching from rev 1,000 on, up to rev 1,500 read again ┄┄/);
  });
});
