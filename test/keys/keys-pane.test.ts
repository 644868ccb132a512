import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromBytes } from '../../source/bytes/byte-string.js';
import { EtcdError } from '../../source/client/errors.js';
import { keysPane } from '../../source/panes/keys/pane.js';
import { cellWidth } from '../../source/presentation/cells.js';
import { rowText } from '../../source/presentation/rows.js';
import { KeysSession } from './keys-session.js';
import { VersionedCluster } from './versioned-cluster.js';

async function browse(keys: Iterable<string>, rows = 10): Promise<KeysSession> {
  const cluster = new VersionedCluster();
  cluster.load(keys);
  const session = new KeysSession(cluster, rows);
  await session.settle();
  return session;
}

const names = (session: KeysSession): readonly string[] =>
  session.lines(40).map((line) => line.replace(/ {2,}(rev |key|\d|…).*$/, '').trimEnd());

const numbered = (prefix: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${String(index).padStart(4, '0')}`);

describe('the tree', () => {
  it('begins with every top-level prefix, and opens and closes directories', async () => {
    const session = await browse(['/registry/pods/a', '/registry/pods/b', '/config/x', 'plain', '\0']);
    assert.deepEqual(names(session), ['❯  \\x00', ' ▸ /config/', ' ▸ /registry/', '   plain']);
    session.moveTo(2);
    session.send({ type: 'row-opened' });
    await session.settle();
    session.send({ type: 'row-opened' });
    session.send({ type: 'row-entered' });
    await session.settle();
    assert.deepEqual(
      names(session).slice(2),
      [' ▾ /registry/', '❯  ▾ pods/', '       a', '       b', '   plain'].map((line) =>
        line.replace('❯  ▾', '❯  ▾'),
      ),
    );
    session.send({ type: 'row-closed' });
    assert.equal(session.rows().length, 5);
    session.send({ type: 'row-closed' });
    assert.equal(session.cursorIndex, 2);
  });

  it('goes into a directory that is still being read when its first child comes', async () => {
    const session = await browse(['/a/x', '/a/y', '/b/z']);
    session.send({ type: 'row-opened' });
    session.send({ type: 'row-opened' });
    await session.settle();
    assert.deepEqual(names(session), [' ▾ /a/', '❯    x', '     y', ' ▸ /b/']);
  });

  it('shows a name that is both key and directory on one line', async () => {
    const session = await browse(['/a', '/a/1', '/a/2', '/a-b']);
    assert.deepEqual(session.lines(40), [
      '❯▸ /a/                          key · 2',
      '   /a-b                           rev 5',
    ]);
  });

  it('shows the key that is named as its directory', async () => {
    const session = await browse(['a/', 'a/b']);
    session.send({ type: 'row-opened' });
    await session.settle();
    assert.match(session.lines(60)[1] ?? '', /the directory’s own key/);
  });

  it('says that a store is empty', async () => {
    const session = await browse([]);
    assert.deepEqual(session.lines(), ['   no keys']);
    assert.match(session.note(), /^0 of 0 /);
  });

  it('reads a large directory as it is looked at', async () => {
    const session = await browse(numbered('/d/', 3_000));
    session.send({ type: 'row-opened' });
    await session.settle();
    const first = session.rows().length;
    assert.ok(first > 100 && first < 2_000, `${first} rows at first`);
    session.moveTo(first - 1);
    await session.settle();
    assert.ok(session.rows().length > first);
    for (let page = 0; page < 200 && session.rows().at(-1)?.kind === 'tail'; page += 1) {
      session.send({ type: 'cursor-moved', by: Number.MAX_SAFE_INTEGER });
      await session.settle();
    }
    assert.equal(session.rows().length, 3_001);
    assert.match(session.note(), /^3,000 of 3,000 /);
  });

  it('says why a directory cannot be read, and tries again when asked or connected', async () => {
    const cluster = new VersionedCluster();
    cluster.load(['/a/1']);
    const session = new KeysSession(cluster, 10);
    await session.turns();
    while (cluster.askedCount > 0) {
      cluster.fail(new EtcdError('unreachable', 'No member answers at m1.', 'ECONNREFUSED'));
      await session.turns();
    }
    assert.deepEqual(session.lines(25), [
      '   ✖ not read: No member',
      '   answers at m1.',
      '❯  ⏎ tries again',
    ]);
    assert.equal(cluster.askedCount, 0, 'nothing is asked again by itself');
    const ready = { kind: 'ready', endpoint: 'm1' } as const;
    session.send({ type: 'connection-changed', state: ready, nowMs: 0 });
    await session.settle();
    assert.deepEqual(names(session), ['❯▸ /a/']);
  });

  it('goes to what the roles of the user let them read where the root may not be read', async () => {
    const cluster = new VersionedCluster();
    cluster.load(['/app/a/one', '/app/b', '/secret']);
    const session = new KeysSession(cluster, 10);
    await session.turns();
    const prefix = Buffer.from('/app/');
    const grant = { key: prefix, rangeEnd: Buffer.from('/app0'), prefix, mayRead: true, mayWrite: false };
    cluster.fail(
      new EtcdError('permission-denied', 'get was refused.', 'permission denied', undefined, [grant]),
    );
    await session.settle();
    assert.deepEqual(names(session), [
      '❯▾ /app/',
      '   ▸ a/',
      '     b',
      '   ✖ the rest may not be read by this user, ⏎ tries again',
    ]);
    session.send({ type: 'reveal-key', key: Buffer.from('/app/a/') });
    await session.settle();
    assert.deepEqual(names(session).slice(1, 3), ['❯  ▾ a/', '       one']);
  });

  it('shows a registry before the keys of everything are counted, and takes it away when it is gone', async () => {
    for (const isGone of [false, true]) {
      const keys = ['/a/1', '/registry/namespaces/default', '/registry/pods/default/web'];
      const cluster = new VersionedCluster();
      cluster.load(keys);
      const session = new KeysSession(cluster, 10);
      await session.turns();
      // The listing's first question is not answered yet.
      cluster.answer(1);
      await session.turns();
      cluster.answer(1);
      await session.turns();
      assert.equal(cluster.askedCount, 1);
      assert.match(session.lines(40).join('\n'), /^❯▸ \/registry\/ +…\n {3}reading more …$/u);
      if (isGone) for (const key of keys.slice(1)) cluster.delete(key);
      await session.settle();
      const shown = session.rows().map((row) => (row.kind === 'child' ? row.child.directory : undefined));
      const counts = shown.map((directory) => [directory?.path, directory?.count]);
      assert.deepEqual(counts, [['/a/', 1], ...(isGone ? [] : [['/registry/', 2]])]);
    }
  });

  it('says when changes are not told', async () => {
    const session = await browse(['/a/1']);
    const error = new EtcdError('unreachable', 'No member answers.', 'ECONNREFUSED');
    session.cluster.tell({ kind: 'interrupted', error, nextRevision: 5 });
    assert.match(session.title(), /not live/);
    session.cluster.tell({ kind: 'created', revision: 4, endpoint: 'm2' });
    assert.doesNotMatch(session.title(), /not live/);
  });

  it('counts a directory when asked', async () => {
    const session = await browse(numbered('/d/x/', 3_000));
    session.send({ type: 'reveal-key', key: Buffer.from('/d/x/2500') });
    await session.settle();
    assert.ok(session.rows().length > 3);
    session.moveTo(1);
    session.send({ type: 'count-wanted' });
    await session.settle();
    assert.match(session.lines(40).find((line) => line.startsWith('❯')) ?? '', /x\/ +3,000/);
  });
});

describe('keys that others want to see', () => {
  it('are shown with all above them open, also past what is read', async () => {
    const session = await browse([...numbered('/a/', 2_000), '/b/c/d']);
    session.send({ type: 'reveal-key', key: Buffer.from('/a/1990') });
    await session.settle();
    const row = session.rows()[session.cursorIndex];
    assert.equal(row?.kind === 'child' ? row.child.name : '', '/a/1990');
    session.send({ type: 'reveal-key', key: Buffer.from('/b/c/d') });
    await session.settle();
    assert.equal(
      session
        .lines(40)
        .find((line) => line.startsWith('❯'))
        ?.slice(0, 8)
        .trim(),
      '❯      d',
    );
    const shown = session.intents.filter(({ type }) => type === 'show-key').at(-1);
    assert.ok(shown?.type === 'show-key' && shown.key !== undefined && fromBytes(shown.key) === '/b/c/d');
  });

  it('are gone to behind the children that are read, directories as well', async () => {
    const names = Array.from({ length: 3_000 }, (_, index) => `d${String(index).padStart(4, '0')}`);
    const session = await browse([...names.map((name) => `/a/${name}/key`), '/a/d2980/in/key']);
    const notices = () => session.intents.flatMap((each) => (each.type === 'notify' ? [each.text] : []));
    const go = async (path: string, isDirectory: boolean): Promise<string> => {
      session.send({ type: 'row-wanted', row: { path, isDirectory } });
      await session.settle();
      return session.lines().find((line) => line.startsWith('❯')) ?? '';
    };
    assert.match(await go('/a/d2980/in/', true), /▾ in\/ /u);
    assert.match(await go('/a/d2900/', true), /▾ d2900\/ /u);
    assert.match(await go('/a/d2950/key', false), / key /u);
    assert.deepEqual(notices(), []);
    await go('/a/e/', true);
    assert.deepEqual(notices(), ['/a/e/ is not there.']);
  });

  it('are said to be gone when they are', async () => {
    const session = await browse(['/a/1']);
    session.send({ type: 'reveal-key', key: Buffer.from('/a/\x1b[2J') });
    await session.settle();
    const told = session.intents.find(({ type }) => type === 'notify');
    assert.ok(told?.type === 'notify');
    assert.equal(told.text, '/a/\\x1b[2J is not there.');
  });
});

describe('what others are told', () => {
  it('is the key under the cursor, or that there is none', async () => {
    const session = await browse(['/a/1', 'b', 'c']);
    session.intents.length = 0;
    session.moveTo(1);
    session.moveTo(2);
    session.moveTo(0);
    const keys = session.intents.map((intent) =>
      intent.type === 'show-key' && intent.key !== undefined ? fromBytes(intent.key) : undefined,
    );
    assert.deepEqual(keys, ['b', 'c', undefined]);
  });

  it('is to watch the directory of the row', async () => {
    const session = await browse(['/a/1', 'b']);
    session.intents.length = 0;
    session.send({ type: 'watch-wanted' });
    session.moveTo(1);
    session.send({ type: 'watch-wanted' });
    const prefixes = session.intents.flatMap((intent) =>
      intent.type === 'watch-prefix' ? [fromBytes(intent.prefix)] : [],
    );
    assert.deepEqual(prefixes, ['/a/', '']);
  });
});

describe('search', () => {
  const keys = [
    '/registry/pods/default/web-1',
    '/registry/pods/default/api-0',
    '/config/web',
    '/config/other',
  ];

  async function opened(): Promise<KeysSession> {
    const session = await browse(keys, 12);
    session.send({ type: 'reveal-key', key: Buffer.from(keys[0] ?? '') });
    await session.settle();
    return session;
  }

  it('finds what is loaded, the best first, and says of how much', async () => {
    const session = await opened();
    session.send({ type: 'search-begun' });
    session.send({ type: 'search-typed', text: 'web' });
    await session.settle();
    assert.deepEqual(session.lines(), ['❯/registry/pods/default/web-1']);
    assert.equal(session.note(), '1 match · searched 2 of 4');
  });

  it('goes to the match in the tree, and back with escape', async () => {
    const session = await opened();
    session.send({ type: 'search-begun' });
    session.send({ type: 'search-typed', text: 'api' });
    session.send({ type: 'search-entered' });
    session.send({ type: 'row-entered' });
    const row = session.rows()[session.cursorIndex];
    assert.equal(row?.kind === 'child' ? row.child.name : '', '/registry/pods/default/api-0');
    session.send({ type: 'search-begun' });
    session.send({ type: 'search-left' });
    assert.equal(session.state.search, undefined);
  });

  it('does not take results of an earlier text', async () => {
    const session = await opened();
    session.send({ type: 'search-begun' });
    session.send({ type: 'search-typed', text: 'w' });
    const { number } = session.state.search ?? { number: 0 };
    session.send({ type: 'search-typed', text: 'nothing like it' });
    const found = [{ path: 'late', isDirectory: false, score: 1 }];
    session.send({ type: 'search-found', number, found, searched: 1, isDone: true });
    assert.match(session.lines()[0] ?? '', /^ Nothing that is loaded fits\./);
  });

  it('types into its field, and moves in what it found', async () => {
    const session = await opened();
    session.send({ type: 'search-begun' });
    const press = (name: string, text = '') => {
      for (const event of keysPane.typing(session.state)?.({ name, text }) ?? []) session.send(event);
    };
    for (const letter of 'def') press(letter, letter);
    await session.settle();
    assert.equal(session.state.search?.matches.length, 3);
    press('down');
    press('backspace');
    assert.deepEqual([session.state.search?.text, session.state.search?.selected], ['de', 0]);
    press('return');
    assert.equal(keysPane.typing(session.state), null);
  });
});

describe('rows of keys', () => {
  it('fit any width and let nothing hostile through', async () => {
    const hostile = [
      '/x/\x1b[31mred',
      '/x/\u00e2\u0080\u00ae',
      '/x/\xff\xfe',
      `/x/${'long'.repeat(100)}`,
      '/x/\xe9\x8d\xb5',
    ];
    const session = await browse(hostile, 20);
    session.send({ type: 'row-opened' });
    await session.settle();
    for (const columns of [12, 20, 40, 80, 120]) {
      for (const line of session.lines(columns)) {
        assert.ok(cellWidth(line) <= columns + 1, `${JSON.stringify(line)} at ${columns}`);
        assert.doesNotMatch(line, /[\x00-\x1f\x7f-\x9f\u202a-\u202e]/);
      }
    }
  });

  it('mark what changed in the last minute', async () => {
    const session = await browse(['/a', '/b']);
    session.cluster.put('/b');
    await session.settle();
    const mark = () => {
      const context = { focused: true, nowMs: session.clock.nowMs() };
      const { lines } = keysPane.view(session.state, { columns: 40, rows: 10 }, context);
      return lines.map(({ row }) => rowText(row).includes('•'));
    };
    assert.deepEqual(mark(), [false, true]);
    session.advance(61_000);
    assert.deepEqual(mark(), [false, false]);
  });
});
