import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEnvironmentFile } from '../../../source/connect/discovery/environment-file.js';
import { settingsFromArguments, settingsFromVariables } from '../../../source/connect/discovery/settings.js';
import { readServiceUnit } from '../../../source/connect/discovery/systemd-unit.js';
import { argumentsOf, splitWords } from '../../../source/connect/discovery/words.js';

const none = new Map<string, string>();

test('words of a command line: blanks, quotes, escapes, line ends', () => {
  assert.deepEqual(splitWords('a  b\tc', none), ['a', 'b', 'c']);
  assert.deepEqual(splitWords(`a "b c" 'd "e"' f'g'"h"`, none), ['a', 'b c', 'd "e"', 'fgh']);
  assert.deepEqual(splitWords('a\\ b "c\\"d" \\\n  e', none), ['a b', 'c"d', 'e']);
  assert.deepEqual(splitWords(`'' ""`, none), ['', '']);
  assert.deepEqual(splitWords('', none), []);
});

test('variables in words: all spellings, none in single quotes, nothing for an unknown one', () => {
  const variables = new Map([['NAME', 'm 1']]);
  assert.deepEqual(splitWords(`$NAME \${NAME} "\${NAME:-x}" '$NAME' $(NAME) $NO-\${NO}`, variables), [
    'm 1',
    'm 1',
    'm 1',
    '$NAME',
    'm 1',
    '-',
  ]);
});

test("a program's arguments, also behind a shell, nice and a path", () => {
  const of = (command: readonly string[]) => argumentsOf('etcd', command, none);
  assert.deepEqual(of(['etcd', '--a=b']), ['--a=b']);
  assert.deepEqual(of(['/usr/local/bin/etcd']), []);
  assert.deepEqual(of(['nice', '-n', '-19', 'etcd', '--a']), ['--a']);
  assert.deepEqual(of(['/bin/sh', '-c', 'set -e\necho etcd\nexec nice etcd \\\n  --a=b \\\n  --c\n']), [
    '--a=b',
    '--c',
  ]);
  assert.equal(of(['etcdctl', '--a']), undefined);
  assert.equal(of(['/bin/sh', '-c', 'etcdctl --a=b']), undefined);
});

test("flags as Go's flag package reads them", () => {
  assert.deepEqual(
    [...settingsFromArguments(['--a=b', '-c', 'd', '--e', '--f=', '--g=x=y', '--h'])],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['e', 'true'],
      ['f', ''],
      ['g', 'x=y'],
      ['h', 'true'],
    ],
  );
});

test("etcd's variables by the names of its flags", () => {
  const variables = new Map([
    ['ETCD_LISTEN_CLIENT_URLS', 'https://a:1'],
    ['ETCD_EMPTY', ''],
    ['ETCDCTL_CERT', 'x'],
    ['HOME', 'y'],
  ]);
  assert.deepEqual([...settingsFromVariables(variables)], [['listen-client-urls', 'https://a:1']]);
});

test('an environment file: comments, quotes, export, lines that go on', () => {
  const text = '# c\n; c\nA=1\nexport B="x y"\nC=\'z "q"\'\nD=a\\\nb\n\nnot a line\nE="a\\"b" # c\nF=a#b\r\n';
  assert.deepEqual(
    [...readEnvironmentFile(text)],
    [
      ['A', '1'],
      ['B', 'x y'],
      ['C', 'z "q"'],
      ['D', 'ab'],
      ['E', 'a"b'],
      ['F', 'a#b'],
    ],
  );
});

test('a unit and its drop-ins: lists add up, and begin anew where they are given empty', () => {
  const unit = readServiceUnit('etcd.service', [
    [
      '[Unit]',
      'Environment=NOT=here',
      '[Service]',
      'Environment="A=x y" B=2',
      'Environment=ETCD_NAME=%p',
      'EnvironmentFile=-/etc/default/%N',
      '#ExecStart=/bin/false',
      'ExecStart=-/usr/bin/etcd \\',
      '  --name m1',
      '[Install]',
      'ExecStart=/bin/false',
    ].join('\n'),
    '[Service]\nExecStart=\nExecStart=/opt/etcd --name m2\nEnvironment=B=3\n',
  ]);
  assert.equal(unit.execStart, '/opt/etcd --name m2');
  assert.deepEqual(
    [...unit.environment],
    [
      ['A', 'x y'],
      ['B', '3'],
      ['ETCD_NAME', 'etcd'],
    ],
  );
  assert.deepEqual(unit.environmentFiles, ['/etc/default/etcd']);
  assert.equal(readServiceUnit('x.service', ['[Service]\nType=oneshot\n']).execStart, undefined);
});
