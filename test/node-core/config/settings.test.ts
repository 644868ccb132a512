import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { flagKind } from '../../../node-core/config/setting-collector.js';
import { readSettings } from '../../../node-core/config/settings.js';
import { findEtcd, haveEtcd } from '../../support/etcd-binaries.js';

const textOf = (argv: readonly string[], environment: Record<string, string> = {}) =>
  Object.fromEntries([...readSettings(argv, environment).given].map(([name, { text }]) => [name, text]));

test('flags are read with one dash or two, and = or a space', () => {
  for (const argv of [['--name=a'], ['-name=a'], ['--name', 'a'], ['-name', 'a']]) {
    assert.deepEqual(textOf(argv), { name: 'a' });
  }
  assert.deepEqual(textOf(['--name=', '--data-dir', '--odd']), { name: '', 'data-dir': '--odd' });
  assert.deepEqual(textOf(['--initial-cluster=a=http://x:1']), { 'initial-cluster': 'a=http://x:1' });
});

test('a boolean flag needs no value, and takes one only behind =', () => {
  assert.deepEqual(textOf(['--client-cert-auth', '--name', 'a']), { 'client-cert-auth': 'true', name: 'a' });
  assert.deepEqual(textOf(['--client-cert-auth=false']), { 'client-cert-auth': 'false' });
  assert.deepEqual(textOf(['-h']), { help: 'true' });
});

test('each flag is also a variable, and the flag wins', () => {
  const environment = { ETCD_NAME: 'variable', ETCD_SNAPSHOT_COUNT: '5', ETCDCTL_API: '3', HOME: '/root' };
  assert.deepEqual(textOf([], environment), { name: 'variable', 'snapshot-count': '5' });
  assert.deepEqual(textOf(['--name=flag'], { ETCD_NAME: 'variable' }), { name: 'flag' });
  assert.deepEqual(textOf([], { ETCD_NAME: '' }), {});
});

test('variables that no etcd knows are told, not refused', () => {
  assert.deepEqual(readSettings([], { ETCD_NONSENSE: '1' }).unknownVariables, ['ETCD_NONSENSE']);
});

test('what cannot be meant stops the start with a sentence that names it', () => {
  const refused: readonly [readonly string[], Record<string, string>, string][] = [
    [['--nonsense=1'], {}, '--nonsense is not a flag of etcd: see --help'],
    [['serve'], {}, '"serve" is not a flag: etcdscope node takes flags only, see --help'],
    [['--'], {}, '"--" is not a flag: etcdscope node takes flags only, see --help'],
    [['--name'], {}, '--name needs a value'],
    [['--enable-v2'], {}, '--enable-v2 was removed from etcd: the v2 API is gone; leave it out'],
    [
      [],
      { ETCD_ENABLE_V2: 'true' },
      'ETCD_ENABLE_V2 was removed from etcd: the v2 API is gone; leave it out',
    ],
    [
      ['--discovery-srv=example.org'],
      {},
      '--discovery-srv cannot be honoured: it founds clusters of one, which need no discovery; leave it out',
    ],
    [
      ['--experimental-watch-progress-notify-interval=1s', '--watch-progress-notify-interval=1s'],
      {},
      'cannot set --experimental-watch-progress-notify-interval and --watch-progress-notify-interval at the same time, please use --watch-progress-notify-interval only',
    ],
  ];
  for (const [argv, environment, message] of refused) {
    assert.throws(() => readSettings(argv, environment), { name: 'ConfigError', message });
  }
});

test("every flag of etcd 3.6's help is known", (t) => {
  const etcd = findEtcd('3.6')?.etcd;
  if (etcd === undefined || !haveEtcd(t, '3.6')) {
    return;
  }
  const help = spawnSync(etcd, ['--help'], { encoding: 'utf8' }).stdout;
  const names = [...help.matchAll(/^ {2}--([a-z0-9-]+)/gm)].map(([, name]) => name ?? '');
  assert.ok(names.length > 120, 'the help page was read');
  assert.deepEqual(
    names.filter((name) => flagKind(name) === undefined),
    [],
  );
});

test('what has no effect is told, and its default is not', () => {
  const notes = (...argv: string[]) => readSettings(argv, {}).notes;
  assert.deepEqual(notes('--peer-client-cert-auth=false', '--metrics=basic', '--strict-reconfig-check'), []);
  assert.deepEqual(notes('--peer-cert-file=/p.crt'), [
    '--peer-cert-file has no effect: a member of etcdscope node is a cluster of one and opens no peer port',
  ]);
  const taken = readSettings(['--unsafe-no-fsync=false'], { ETCD_UNSAFE_NO_FSYNC: 'true' });
  assert.deepEqual(taken.notes, [], 'the flag takes back what the variable asked for');
});

test('an older name works, and the newer one is told', () => {
  const settings = readSettings(['--experimental-watch-progress-notify-interval=5s'], {});
  assert.equal(settings.given.get('watch-progress-notify-interval')?.text, '5s');
  assert.deepEqual(settings.notes, [
    '--experimental-watch-progress-notify-interval is deprecated: use --watch-progress-notify-interval instead',
  ]);
});
