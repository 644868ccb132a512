import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSettings } from '../../../node-core/config/settings.js';

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
    [
      ['--auto-compaction-retention=1h'],
      {},
      'etcdscope node does not support --auto-compaction-retention yet: leave it out, or use etcd itself',
    ],
    [
      [],
      { ETCD_AUTO_TLS: 'true' },
      'etcdscope node does not support ETCD_AUTO_TLS (--auto-tls) yet: unset it',
    ],
  ];
  for (const [argv, environment, message] of refused) {
    assert.throws(() => readSettings(argv, environment), { name: 'ConfigError', message });
  }
});
