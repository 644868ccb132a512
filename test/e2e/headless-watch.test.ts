import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { etcdVersions, haveEtcd } from '../support/etcd-binaries.js';
import { freePorts } from '../support/free-ports.js';
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
      { type: 'put', replayed: true, kv: one },
      { type: 'put', replayed: true, changes: ['one→two'], kv: two, previous: one },
      { type: 'delete', replayed: true, key: '/p/a', modRevision: 5, previous: two },
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
    assert.deepEqual(
      lines(stdout).map(({ type }) => type),
      ['created', 'put'],
    );

    // What it says goes on where it stopped: nothing twice, nothing left out.
    const [, line = ''] = /^to go on: (etcdscope watch \/p\/ --rev=3 .*)\n$/u.exec(stderr) ?? [];
    await etcd.etcdctl('put', '/p/later', 'seen too');
    const goOn = await runProgram([...line.split(' ').slice(1), '--max-events', '1']);
    assert.deepEqual(
      lines(goOn.stdout).map(({ kv }) => (kv as { key: string } | undefined)?.key),
      [undefined, '/p/later'],
    );
  });

  test(`etcd ${version}: watch tells changes in words, filtered, noise counted, Secrets masked`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const etcd = await oneEtcd(t, version);
    const object = (kind: string, name: string, more: object): string =>
      JSON.stringify({ apiVersion: 'v1', kind, metadata: { name, namespace: 'shop' }, ...more });
    const written = (second: number): object[] => [
      { manager: 'kubelet', operation: 'Update', time: `2026-11-26T10:00:0${second}Z` },
    ];
    const pod = (phase: string, second: number): string =>
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'cart', namespace: 'shop', managedFields: written(second) },
        status: { phase },
      });
    await etcd.etcdctl('put', '/registry/pods/shop/cart', pod('Pending', 1)); // revision 2
    await etcd.etcdctl('put', '/registry/leases/kube-node-lease/n1', object('Lease', 'n1', {}));
    await etcd.etcdctl('put', '/registry/pods/shop/cart', pod('Running', 2));
    await etcd.etcdctl(
      'put',
      '/registry/secrets/shop/db',
      object('Secret', 'db', { data: { p: 'aHVudGVyMg==' } }),
    );
    await etcd.etcdctl('put', '/config/hostile', 'a\u001b[2J\u202eb');
    await etcd.etcdctl('del', '/registry/pods/shop/cart'); // revision 7

    const tail = (...flags: string[]) => runProgram(['tail', '--rev', '2', ...flags, ...at(etcd)]);
    const told = await tail('--max-events', '5', '--fold');
    assert.equal(told.code, 0);
    const shown = told.stdout.trimEnd().split('\n');
    const expected = [
      /^earlier {7}\+ pods shop\/cart {2}phase Pending · ready 0\/0 {2}by kubelet {2}rev 2$/u,
      /^earlier {7}~ pods shop\/cart {2}phase Pending→Running {2}by kubelet {2}rev 4$/u,
      /^earlier {7}\+ secrets shop\/db {2}\d+ B, masked {2}rev 5$/u,
      /^earlier {7}\+ \/config\/hostile {2}9 B {2}[ -~]+ {2}rev 6$/u,
      /^earlier {7}− pods shop\/cart {2}phase Running · ready 0\/0 {2}rev 7$/u,
    ];
    assert.equal(shown.length, expected.length);
    for (const [index, pattern] of expected.entries()) {
      assert.match(shown[index] ?? '', pattern);
    }
    assert.match(told.stderr, /1 kind folded · 1 change: leases 1/u);

    const json = await tail('--max-events', '4', '-w', 'json', '--kind', 'pods,secrets');
    const events = lines(json.stdout).filter(({ type }) => type !== 'created');
    assert.deepEqual(
      events.map(({ resource, namespace, name, changes, writer }) => [
        resource,
        namespace,
        name,
        changes,
        writer,
      ]),
      [
        ['pods', 'shop', 'cart', ['phase Pending', 'ready 0/0'], 'kubelet'],
        ['pods', 'shop', 'cart', ['phase Pending→Running'], 'kubelet'],
        ['secrets', 'shop', 'db', undefined, undefined],
        ['pods', 'shop', 'cart', ['phase Running', 'ready 0/0'], undefined],
      ].map((row, index) => (index === 2 ? [...row.slice(0, 3), events[2]?.['changes'], undefined] : row)),
    );
    assert.doesNotMatch(json.stdout, /aHVudGVyMg/u);
    const whole = await tail('--max-events', '1', '-w', 'json', '--kind', 'secrets', '--show-secrets');
    assert.match(whole.stdout, /aHVudGVyMg/u);

    const by = await tail('--max-events', '1', '--by', 'kubelet', '--type', 'update', '-w', 'json');
    assert.deepEqual(
      lines(by.stdout)
        .filter(({ type }) => type === 'put')
        .map(({ kv }) => (kv as { modRevision: number }).modRevision),
      [4],
    );
    const wrong = await tail('--regex', '(a');
    assert.equal(wrong.code, 64);
    assert.match(wrong.stderr, /the filter cannot be followed: in re:\(a, a \( has no \)/u);
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

test('what is certainly no etcd is not waited for, one that may be starting is', async (t) => {
  const other = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write('SSH-2.0-OpenSSH_9.6\r\n');
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  t.after(() => other.close());
  const [port] = await freePorts(1);
  const wrong = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  const down = `http://127.0.0.1:${port}`;
  const ended = await Promise.all([
    runProgram(['watch', '--endpoints', wrong]),
    runProgram(['top', '--endpoints', wrong]),
    runProgram(['top', '--once', '--interval', '1s', '--endpoints', down]),
  ]);
  for (const { code, stderr } of ended) assert.equal(code, 1, stderr);
  for (const { stderr } of ended.slice(0, 2)) {
    assert.match(
      stderr,
      /does not speak the protocol of etcd, it says "SSH-2\.0-OpenSSH_9\.6": check the port\./u,
    );
  }
  assert.match(ended[2].stderr, /refuses connections/u);

  const waiting = startProgram(['watch', '-w', 'json', '--endpoints', `${wrong},${down}`]);
  await waiting.see('"interrupted"');
  waiting.signal('SIGINT');
  const { code } = await waiting.finished;
  assert.equal(code, 0, 'it went on until it was stopped');
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
