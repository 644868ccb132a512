import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { etcdVersions, haveEtcd } from '../support/etcd-binaries.js';
import { type RunningEtcd, startEtcd } from '../support/start-etcd.js';
import { runProgram, startProgram } from './run-program.js';

const lines = (stdout: string): Record<string, unknown>[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

async function oneEtcd(t: TestContext, version: (typeof etcdVersions)[number]): Promise<RunningEtcd> {
  const etcd = await startEtcd({ version });
  t.after(etcd.stop);
  return etcd;
}

const at = (etcd: RunningEtcd): string[] => ['--endpoints', etcd.endpoints[0] ?? ''];

for (const version of etcdVersions) {
  test(`etcd ${version}: watch replays from a revision and ends after the events asked for`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const etcd = await oneEtcd(t, version);
    await etcd.etcdctl('put', '/p/a', 'one'); // revision 2
    await etcd.etcdctl('put', '/q', 'not watched');
    await etcd.etcdctl('put', '/p/a', 'two');
    await etcd.etcdctl('del', '/p/a');
    await etcd.etcdctl('put', '/p/b', 'past the limit');
    const { code, stdout } = await runProgram([
      'watch',
      '/p/',
      '--rev',
      '2',
      '--max-events',
      '3',
      '-w',
      'json',
      ...at(etcd),
    ]);
    assert.equal(code, 0);
    const told = lines(stdout);
    assert.equal(told[0]?.['type'], 'created');
    const events = told
      .filter(({ type }) => type === 'put' || type === 'delete')
      .map(({ time, ...rest }) => {
        assert.match(String(time), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/u);
        return rest;
      });
    const one = { key: '/p/a', createRevision: 2, modRevision: 2, version: 1, value: 'one' };
    const two = { key: '/p/a', createRevision: 2, modRevision: 4, version: 2, value: 'two' };
    assert.deepEqual(events, [
      { type: 'put', kv: one },
      { type: 'put', kv: two, previous: one },
      { type: 'delete', key: '/p/a', modRevision: 5, previous: two },
    ]);
  });

  test(`etcd ${version}: a live watch prints what is put meanwhile, and SIGINT is its good end`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const etcd = await oneEtcd(t, version);
    const watch = startProgram(['watch', '/p/', '-w', 'json', ...at(etcd)]);
    await watch.see('"created"');
    await etcd.etcdctl('put', '/p/live', 'seen');
    await watch.see('"seen"');
    watch.signal('SIGINT');
    const { code, stdout, stderr } = await watch.finished;
    assert.equal(code, 0);
    assert.equal(stderr, '');
    assert.deepEqual(
      lines(stdout).map(({ type }) => type),
      ['created', 'put'],
    );
  });

  test(`etcd ${version}: watch says which revisions it missed`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const etcd = await oneEtcd(t, version);
    for (const value of ['one', 'two', 'three', 'four']) {
      await etcd.etcdctl('put', '/p/a', value); // revisions 2 to 5
    }
    await etcd.etcdctl('compact', '4');
    const watch = startProgram([
      'watch',
      '/p/',
      '--rev',
      '2',
      '--max-events',
      '1',
      '-w',
      'json',
      ...at(etcd),
    ]);
    const { code, stdout } = await watch.finished;
    assert.equal(code, 0);
    const told = lines(stdout).filter(({ type }) => type !== 'created');
    const revisions = told.map((line) => {
      const kv = line['kv'] as { modRevision: number } | undefined;
      return kv?.modRevision ?? [line['type'], line['fromRevision'], line['toRevision']];
    });
    // Of the revision compacted at, values are left but not deletions, so a watch cannot begin there.
    assert.deepEqual(revisions, [['hole', 2, 4], 5]);
  });
}

test('a command that is stopped before it has its answer says so, with the code of the signal', async () => {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    const silent = createServer((socket) => socket.on('error', () => undefined));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const connected = once(silent, 'connection');
    const { port } = silent.address() as AddressInfo;
    const get = startProgram(['get', 'a', '--endpoints', `127.0.0.1:${port}`, '--dial-timeout', '60s']);
    await connected;
    get.signal(signal);
    const finished = await get.finished;
    silent.close();
    assert.deepEqual(finished, { code, stdout: '', stderr: `etcdscope: stopped by ${signal}\n` });
  }
});

test('a watch whose reader went away ends', async (t) => {
  if (!haveEtcd(t, '3.4')) {
    return;
  }
  const etcd = await oneEtcd(t, '3.4');
  const watch = startProgram(['watch', '/p/', '-w', 'json', ...at(etcd)]);
  await watch.see('"created"');
  watch.closeStdout();
  await etcd.etcdctl('put', '/p/a', 'nobody reads this');
  const { code, stderr } = await watch.finished;
  assert.equal(code, 0);
  assert.equal(stderr, '');
});
