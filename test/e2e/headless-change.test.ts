import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { etcdVersions, haveEtcd } from '../support/etcd-binaries.js';
import { startEtcd } from '../support/start-etcd.js';
import { runProgram } from './run-program.js';

async function stateHome(t: TestContext): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'etcdscope-state-'));
  t.after(() => rm(directory, { recursive: true }));
  return directory;
}

for (const version of etcdVersions) {
  test(`etcd ${version}: put and del show a plan, write once confirmed, and leave a line in the audit log`, async (t) => {
    if (!haveEtcd(t, version)) return;
    const etcd = await startEtcd({ version });
    t.after(etcd.stop);
    const directory = await stateHome(t);
    const env = { XDG_STATE_HOME: directory };
    const run = (...args: readonly string[]) =>
      runProgram([...args, '--endpoints', etcd.endpoints.join(',')], { env });

    const dry = await run('put', '/config/limits', '{"rate":200}', '--dry-run');
    assert.equal(dry.code, 0, dry.stderr);
    assert.match(dry.stdout, /Create \/config\/limits/u);
    assert.match(dry.stdout, /\+ *"rate": 200/u);
    assert.equal(await etcd.etcdctl('get', '/config/limits'), '');

    const unasked = await run('put', '/config/limits', '1');
    assert.equal(unasked.code, 64);
    assert.match(unasked.stderr, /--yes/u);

    assert.equal((await run('put', '/config/limits', '{"rate":200}', '--yes')).code, 0);
    const file = path.join(directory, 'value');
    await writeFile(file, Buffer.from([0, 255, 10]));
    const stale = await run('put', '/config/limits', '--file', file, '--if-revision', '1', '--yes');
    assert.equal(stale.code, 1);
    assert.match(stale.stderr, /at rev 2, not as --if-revision says, so nothing was done/u);
    const written = await run(
      'put',
      '/config/limits',
      '--file',
      file,
      '--if-revision',
      '2',
      '--yes',
      '-w',
      'json',
    );
    assert.equal(written.code, 0, written.stderr);
    assert.equal((JSON.parse(written.stdout) as { steps: { revision: number }[] }).steps[0]?.revision, 3);
    const json = JSON.parse(await etcd.etcdctl('get', '/config/limits', '-w', 'json')) as {
      kvs: { value: string }[];
    };
    assert.equal(json.kvs[0]?.value, Buffer.from([0, 255, 10]).toString('base64'));

    assert.equal((await run('del', '/config/limits', '--yes')).code, 0);
    assert.equal(await etcd.etcdctl('get', '/config/limits'), '');
    const gone = await run('del', '/config/limits', '--yes');
    assert.equal(gone.code, 1);
    assert.match(gone.stderr, /the key is not there/u);

    const log = await readFile(path.join(directory, 'etcdscope', 'audit.log'), 'utf8');
    const actions = log
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { action: string }).action);
    assert.deepEqual(actions, ['confirm', 'put', 'confirm', 'put', 'confirm', 'delete']);
  });

  test(`etcd ${version}: what Kubernetes keeps is left to kubectl unless it is bypassed`, async (t) => {
    if (!haveEtcd(t, version)) return;
    const etcd = await startEtcd({ version });
    t.after(etcd.stop);
    const key = '/registry/secrets/default/token';
    const secret = (value: string) =>
      JSON.stringify({ apiVersion: 'v1', kind: 'Secret', data: { token: value } });
    await etcd.etcdctl('put', key, secret('aHVudGVyMQ=='));
    const env = { XDG_STATE_HOME: await stateHome(t) };
    const run = (...args: readonly string[]) =>
      runProgram([...args, '--endpoints', etcd.endpoints.join(',')], { env });

    const refused = await run('del', key, '--yes');
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /kubectl -n default delete secret token/u);
    const masked = await run('put', key, secret('aHVudGVyMg=='), '--bypass-kubernetes', '--dry-run');
    assert.equal(masked.code, 0, masked.stderr);
    assert.doesNotMatch(masked.stdout, /aHVudGVy/u);
    assert.match(masked.stdout, /▲ past the API server/u);
    const shown = await run(
      'put',
      key,
      secret('aHVudGVyMg=='),
      '--bypass-kubernetes',
      '--dry-run',
      '--show-secrets',
    );
    assert.match(shown.stdout, /~ data\.token: "aHVudGVyMQ==" → "aHVudGVyMg=="/u);
  });
}
