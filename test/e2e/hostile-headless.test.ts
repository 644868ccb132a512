import { test } from 'node:test';
import { etcdVersions, haveEtcd } from '../support/etcd-binaries.js';
import { startEtcd } from '../support/start-etcd.js';
import { assertHarmless, fill } from './hostile-cluster.js';
import { runProgram } from './run-program.js';

const version = etcdVersions.at(-1) ?? '3.4';

test('nothing of a hostile cluster leaves a command as it is', async (t) => {
  if (!haveEtcd(t, version)) return;
  const etcd = await startEtcd({ version });
  t.after(etcd.stop);
  const endpoint = etcd.endpoints[0] ?? '';
  await fill(endpoint);
  await fill(endpoint);
  for (const words of [
    ['tree'],
    ['tree', '/n/'],
    ['tree', '/a/'],
    ['tree', '/b/'],
    ['tree', '/registry/'],
    ['history', '/a/json'],
    ['history', '/a/map'],
    ['diff', '/a/text'],
    ['get', '--prefix', '', '--keys-only'],
    ['get', '--prefix', '', '-w', 'json'],
    ['get', '--prefix', '', '-w', 'table'],
    ['search', 'a'],
    ['search', 'a', '-w', 'json'],
    ['status'],
    ['members'],
    ['get', '/a/no\x1b[31msuch'],
    ['history', '/a/no\x1b[31msuch'],
    ['no\x1b[31msuch'],
    ['--no\x1b[31msuch'],
  ]) {
    const { stdout, stderr } = await runProgram([...words, '--endpoints', endpoint]);
    assertHarmless(`${stdout}${stderr}`.replaceAll('\n', ''), words.join(' '));
  }
});
