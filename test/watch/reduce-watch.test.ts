import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { watchPane } from '../../source/panes/watch/pane.js';
import { rowText } from '../../source/presentation/rows.js';
import { reduceWatch } from '../../source/store/watch.js';
import { WatchLog } from '../../source/store/watch-log.js';
import { ChangeRates } from '../../source/store/watch-rates.js';
import {
  changeRate,
  foldedCounts,
  initialWatch,
  type WatchEvent,
  type WatchState,
} from '../../source/store/watch-state.js';
import { shownEntries } from '../../source/store/watch-window.js';
import { change } from './changes.js';

/** A session with a log of `count` changes and a window of four lines. */
function watching(count: number, entries = 100) {
  const log = new WatchLog({ entries, bytes: 100_000 });
  const rates = new ChangeRates(0);
  let state: WatchState = initialWatch;
  const send = (...events: readonly WatchEvent[]) => {
    for (const event of events) state = reduceWatch(state, event).state;
    return state;
  };
  const push = (more: number) => {
    for (let left = more; left > 0; left -= 1) log.push(change(`/k/${log.next}`, log.next));
    return send({ type: 'watch-ticked', log, stream: { kind: 'live' } });
  };
  send({ type: 'watch-opened', prefix: '', log, rates }, { type: 'watch-resized', rows: 4 });
  push(count);
  return { send, push, log, rates, shown: () => shownEntries(state), state: () => state };
}

describe('the watch pane follows', () => {
  it('opens on everything when the session starts', () => {
    const facts = { contextName: 'c', source: 'flags', writable: false, endpoints: [] };
    const { effects } = reduceWatch(initialWatch, { type: 'session-started', facts, nowMs: 0 });
    assert.deepEqual(effects, [{ type: 'open-watch', prefix: '', since: undefined }]);
  });

  it('shows the newest changes, and again when more come', () => {
    const watch = watching(10);
    assert.deepEqual(watch.shown(), [6, 7, 8, 9]);
    watch.push(2);
    assert.deepEqual(watch.shown(), [8, 9, 10, 11]);
  });

  it('goes over to a prefix that another pane asks for, with a new log', () => {
    const watch = watching(3);
    const prefix = Buffer.from('/registry/');
    const { state, effects } = reduceWatch(watch.state(), { type: 'watch-prefix', prefix });
    assert.deepEqual(effects, [{ type: 'open-watch', prefix: '/registry/', since: undefined }]);
    const late = reduceWatch(state, {
      type: 'watch-opened',
      prefix: '',
      log: watch.log,
      rates: watch.rates,
    }).state;
    assert.equal(late, state, 'the watch that was asked for before is not taken for this one');
  });
});

describe('the watch pane paused', () => {
  it('stands still while changes come, and counts them', () => {
    const watch = watching(10);
    watch.send({ type: 'pause-toggled' });
    watch.push(5);
    assert.deepEqual(watch.shown(), [6, 7, 8, 9]);
    assert.equal(watch.log.next - (watch.state().pause?.at ?? 0), 5);
    watch.send({ type: 'pause-toggled' });
    assert.deepEqual(watch.shown(), [11, 12, 13, 14]);
  });

  it('is what scrolling back does; the window moves only at its edge', () => {
    const watch = watching(10);
    watch.send({ type: 'log-moved', by: -1 });
    assert.deepEqual([watch.shown(), watch.state().pause?.selected], [[6, 7, 8, 9], 8]);
    watch.send({ type: 'log-moved', by: -3 });
    assert.deepEqual([watch.shown(), watch.state().pause?.selected], [[5, 6, 7, 8], 5]);
    watch.push(3);
    watch.send({ type: 'log-moved', by: 4 });
    assert.deepEqual([watch.shown(), watch.state().pause?.selected], [[6, 7, 8, 9], 9]);
    watch.send({ type: 'log-moved', by: 10 });
    assert.equal(watch.state().pause?.selected, 9, 'what came later is shown when the log is followed again');
    watch.send({ type: 'log-followed' });
    assert.deepEqual(watch.shown(), [9, 10, 11, 12]);
  });

  it('goes to the oldest change that is kept', () => {
    const watch = watching(30, 10);
    watch.send({ type: 'log-oldest' });
    assert.deepEqual([watch.shown(), watch.state().pause?.selected], [[20, 21, 22, 23], 20]);
  });

  it('moves on to what is kept when its lines are dropped, and follows when all of them are', () => {
    const watch = watching(10, 10);
    watch.send({ type: 'log-oldest' });
    watch.push(6);
    assert.deepEqual([watch.shown(), watch.state().pause?.selected], [[6, 7, 8, 9], 6]);
    watch.push(6);
    assert.equal(watch.state().pause, undefined);
  });

  it('does nothing on an empty log', () => {
    const watch = watching(0);
    watch.send({ type: 'pause-toggled' }, { type: 'log-moved', by: -1 }, { type: 'log-oldest' });
    assert.equal(watch.state().pause, undefined);
    assert.deepEqual(reduceWatch(watch.state(), { type: 'change-revealed' }).intents, []);
  });
});

describe('the watch pane filters', () => {
  it('by what is typed, and keeps the selection on a line that is shown', () => {
    const watch = watching(20);
    watch.send(
      { type: 'log-moved', by: -2 },
      { type: 'filter-begun' },
      { type: 'filter-typed', text: '/k/1' },
    );
    assert.deepEqual([watch.shown(), watch.state().pause?.selected], [[16, 17, 18, 19], 17]);
    watch.send({ type: 'filter-typed', text: '/k/9' });
    assert.deepEqual([watch.shown(), watch.state().pause?.selected], [[9], 9]);
    watch.send({ type: 'filter-cleared' });
    assert.ok(watch.shown().includes(9));
  });

  it('and is back at the line it was at when more typing shows that again', () => {
    const watch = watching(20);
    watch.send({ type: 'log-moved', by: -2 }, { type: 'filter-begun' });
    watch.send({ type: 'filter-typed', text: '/k/3' }, { type: 'filter-typed', text: '/k' });
    assert.equal(watch.state().pause?.selected, 17);
    watch.send({ type: 'filter-typed', text: '/k/9' }, { type: 'filter-entered' });
    watch.send({ type: 'filter-typed', text: '/k' });
    assert.equal(watch.state().pause?.selected, 9, 'what was found is where one is');
  });

  it('by puts and deletions in turn', () => {
    const watch = watching(3);
    watch.log.push(change('/k/gone', 9, 'deleted'));
    watch.push(0);
    watch.send({ type: 'types-cycled' });
    assert.deepEqual(watch.shown(), [0, 1, 2]);
    watch.send({ type: 'types-cycled' });
    assert.deepEqual(watch.shown(), [3]);
    watch.send({ type: 'types-cycled' });
    assert.deepEqual(watch.shown(), [0, 1, 2, 3]);
  });
});

describe('the watch pane tells others', () => {
  it('where the selected key is, and that its value is wanted', () => {
    const watch = watching(5);
    watch.send({ type: 'log-moved', by: -1 });
    const key = new Uint8Array(Buffer.from('/k/3'));
    const plain = (intents: readonly unknown[]) => JSON.parse(JSON.stringify(intents));
    assert.deepEqual(
      plain(reduceWatch(watch.state(), { type: 'change-revealed' }).intents),
      plain([
        { type: 'reveal-key', key: Buffer.from(key) },
        { type: 'focus', pane: 'keys' },
      ]),
    );
    assert.deepEqual(
      reduceWatch(watch.state(), { type: 'change-opened' }).intents.map(({ type }) => type),
      ['show-key', 'focus'],
    );
  });

  it('how many changes come each second, over the last five', () => {
    const watch = watching(0);
    for (let second = 0; second < 9; second += 1) {
      watch.push(second < 5 ? 100 : 20);
      watch.send({ type: 'second-passed', nowMs: second * 1_000 });
    }
    assert.equal(changeRate(watch.state()), (100 + 4 * 20) / 5);
  });
});

describe('noise', () => {
  it('is folded and counted, shown when asked for, and stays as it is when the filter is cleared', () => {
    const watch = watching(1);
    for (let count = 0; count < 3; count += 1) {
      watch.log.push({ ...change('/registry/leases/kube-system/a', 50), noise: 'leases' });
    }
    watch.send({ type: 'watch-ticked', log: watch.log, stream: { kind: 'live' } });
    assert.deepEqual(watch.shown(), [0]);
    assert.deepEqual(foldedCounts(watch.state()), { rules: 1, changes: 3 });
    watch.send({ type: 'folds-toggled' }, { type: 'filter-cleared' });
    assert.deepEqual(watch.shown(), [0, 1, 2, 3]);
    assert.deepEqual(foldedCounts(watch.state()), { rules: 0, changes: 0 });
    watch.send({ type: 'folds-toggled' });
    assert.deepEqual(watch.shown(), [0]);
  });

  it('is not what is watched on purpose', () => {
    const watch = watching(0);
    watch.send({ type: 'watch-prefix', prefix: Buffer.from('/registry/leases/') });
    assert.equal(watch.state().filter.folds.has('leases'), false);
    assert.equal(watch.state().filter.folds.has('events'), true);
  });
});

describe('entries of several lines', () => {
  const size = { columns: 58, rows: 4 };
  const crashed = (restarts: number): Uint8Array =>
    Buffer.from(
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        status: {
          phase: 'Running',
          reason: 'ImagePullBackOffTooLong',
          containerStatuses: [{ name: 'app', restartCount: restarts }],
        },
      }),
    );
  const lines = (state: WatchState): readonly string[] =>
    watchPane.view(state, size, { focused: true, nowMs: 0 }).lines.map(({ row, selected }) => {
      const text = rowText(row)
        .trim()
        .replace(/^\d\d:\d\d:\d\d {2}/, '');
      return selected === true ? `❯ ${text}` : text;
    });

  it('fill the pane from the newest up, and keep the selected one in sight', () => {
    const watch = watching(0);
    for (let count = 1; count <= 4; count += 1) {
      const key = `/registry/pods/a/${count}`;
      watch.log.push({ ...change(key, count, 'created'), after: crashed(count) });
    }
    watch.send({ type: 'watch-ticked', log: watch.log, stream: { kind: 'live' } });
    const live = lines(watch.state());
    assert.equal(live.length, 4);
    assert.match(live.at(-1) ?? '', /restarts 4/);
    watch.send({ type: 'pause-toggled' }, { type: 'log-moved', by: -2 });
    const paused = lines(watch.state());
    assert.equal(paused.filter((line) => line.startsWith('❯')).length, 1);
    assert.ok(paused.some((line) => line.startsWith('❯ + pods a/2')));
  });
});
