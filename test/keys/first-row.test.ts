import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { initialKeys, type KeysEvent, type KeysState, reduceKeys } from '../../source/store/keys.js';
import { rowAt, rowIndex } from '../../source/store/keys-rows.js';
import { noCost } from '../../source/tree/listing.js';

/** The keys pane while the root is being listed: `/registry/` was looked for and is there before what stands above it. */
class BegunListing {
  state: KeysState = initialKeys;
  #listing = 0;

  constructor() {
    const facts = { contextName: 'c', source: 'flags', writable: false, endpoints: [] };
    this.send({ type: 'keys-resized', rows: 20 });
    this.send({ type: 'session-started', facts, nowMs: 0 });
    this.send({ type: 'feed-changed', feed: { kind: 'live', from: 9, revision: 9 } });
    this.send({ type: 'directories-seen', listing: this.#listing, paths: ['/registry/'] });
  }

  send(event: KeysEvent): void {
    const next = reduceKeys(this.state, event);
    this.state = next.state;
    for (const effect of next.effects) {
      if (effect.type === 'list-directory' && effect.path === '') this.#listing = effect.listing;
    }
  }

  told(path: string, frontier: string, isDone = false): void {
    this.send({
      type: 'children-told',
      path: '',
      listing: this.#listing,
      told: [{ kind: 'directory', path, count: 1 }],
      frontier,
      reading: { kind: isDone ? 'done' : 'reading' },
      revision: 9,
      cost: noCost,
    });
  }

  /** A live change of a key that was not there. */
  created(key: string, revision: number): void {
    const change = { type: 'created', key, revision, version: 1, lease: 0n, atMs: 0 } as const;
    this.send({ type: 'keys-changed', changes: [change], revision });
  }

  get row(): readonly [index: number | undefined, name: string | undefined] {
    const { cursor, tree } = this.state;
    const index = cursor === undefined ? undefined : rowIndex(tree, cursor);
    const row = index === undefined ? undefined : rowAt(tree, index);
    return [index, row?.kind === 'child' ? row.child.name : row?.kind];
  }
}

describe('the cursor while the root begins to be listed', () => {
  it('stays on the first row, whatever comes in above it, with the last part too', () => {
    const pane = new BegunListing();
    assert.deepEqual(pane.row, [0, '/registry']);
    pane.told('/app/', '/b');
    assert.deepEqual(pane.row, [0, '/app']);
    pane.created('/a/key', 10);
    assert.deepEqual(pane.row, [0, '/a']);
    pane.told('/registry/', '\uffff', true);
    assert.deepEqual(pane.row, [0, '/a']);
  });

  it('stays on a row that somebody went to', () => {
    const pane = new BegunListing();
    pane.told('/app/', '/b');
    pane.send({ type: 'cursor-moved', by: 1 });
    assert.deepEqual(pane.row, [1, '/registry']);
    pane.told('/apps/', '/c');
    assert.deepEqual(pane.row, [2, '/registry']);
  });

  it('goes with its row once the listing is done', () => {
    const pane = new BegunListing();
    pane.told('/app/', '\uffff', true);
    assert.deepEqual(pane.row, [0, '/app']);
    pane.created('/a/key', 10);
    assert.deepEqual(pane.row, [1, '/app']);
  });
});
