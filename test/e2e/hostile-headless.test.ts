import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findCommand } from '../../source/commands/registry.js';
import { runCommand } from '../history/run-command.js';
import { etcdVersions, haveEtcd } from '../support/etcd-binaries.js';
import { startEtcd } from '../support/start-etcd.js';
import { assertHarmless, fill, values } from './hostile-cluster.js';
import { runProgram } from './run-program.js';

const version = etcdVersions.at(-1) ?? '3.4';

/** A key that was all hostile values in turn. */
const each = '/registry/configmaps/a/each';

test('nothing of a hostile cluster leaves a command as it is', async (t) => {
  if (!haveEtcd(t, version)) return;
  const etcd = await startEtcd({ version });
  t.after(etcd.stop);
  const endpoint = etcd.endpoints[0] ?? '';
  await fill(endpoint);
  await fill(endpoint);
  for (const [name, ...argv] of [
    ['tree'],
    ['tree', '/n/'],
    ['tree', '/a/'],
    ['tree', '/b/'],
    ['tree', '/registry/'],
    ['tree', '-w', 'json'],
    ['du'],
    ['du', '/n/'],
    ['du', '--by', 'namespace'],
    ['du', '--by', 'kind', '-w', 'json'],
    ['history', '/a/json'],
    ['history', '/a/map'],
    ['history', each],
    ['history', each, '-w', 'json'],
    ['diff', '/a/text', '--from', '1'],
    ...Object.keys(values).map((_, at) => ['diff', each, '--from', `${2 * at + 2}`, '--to', `${2 * at + 3}`]),
    ['diff', each, '--from', '3', '--to', '9', '-w', 'json'],
    ['diff', '--prefix', '', '--from', '2'],
    ['get', '--prefix', '', '--keys-only'],
    ['get', '--prefix', '', '-w', 'json'],
    ['get', '--prefix', '', '-w', 'table'],
    ['search', 'a'],
    ['search', 'a', '-w', 'json'],
    ['watch', '/', '--rev', '1', '--max-events', '250'],
    ['watch', '/', '--rev', '1', '--max-events', '250', '-w', 'json'],
    ['watch', '/', '--rev', '1', '--max-events', '250', '-w', 'table'],
    ['status'],
    ['members'],
  ]) {
    const command = await findCommand(name ?? '')?.load();
    assert.ok(command);
    const what = [name, ...argv].join(' ');
    const { stdout, stderr } = await runCommand(command, etcd, ...argv);
    assert.notEqual(stdout, '', `${what}: ${stderr}`);
    assertHarmless(`${stdout}${stderr}`.replaceAll('\n', ''), what);
  }
  for (const words of [
    ['get', '/a/no\x1b[31msuch'],
    ['history', '/a/no\x1b[31msuch'],
    ['no\x1b[31msuch'],
    ['--no\x1b[31msuch'],
  ]) {
    const { stdout, stderr } = await runProgram([...words, '--endpoints', endpoint]);
    assertHarmless(`${stdout}${stderr}`.replaceAll('\n', ''), words.join(' '));
  }
});
