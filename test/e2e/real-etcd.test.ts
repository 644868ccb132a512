import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import { type CertificateAuthority, createAuthority, loopbackHosts } from '../support/certificates.js';
import { etcdVersions, haveEtcd } from '../support/etcd-binaries.js';
import { type RunningEtcd, startEtcd } from '../support/start-etcd.js';
import { openShell, type Shell } from './shell.js';

let authority: CertificateAuthority;

before(async () => {
  authority = await createAuthority();
});

after(() => authority.remove());

/** An etcd that asks for client certificates, and the flags that open it. */
async function guardedEtcd(
  t: TestContext,
  version: (typeof etcdVersions)[number],
): Promise<{ readonly etcd: RunningEtcd; readonly flags: readonly string[] }> {
  const server = await authority.issue({ commonName: 'etcd', hosts: loopbackHosts });
  const client = await authority.issue({ commonName: 'etcdscope' });
  const tls = { server, authorityFile: authority.certificateFile, client, requireClient: true };
  const etcd = await startEtcd({ version, tls });
  t.after(etcd.stop);
  const flags = [
    ['--endpoints', etcd.endpoints[0] ?? ''],
    ['--cacert', authority.certificateFile],
    ['--cert', client.certificateFile],
    ['--key', client.keyFile],
  ];
  return { etcd, flags: flags.flat() };
}

const pod = (phase: string): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web-1', namespace: 'default' },
    status: { phase },
  });

const podKey = '/registry/pods/default/web-1';

async function quit(shell: Shell): Promise<void> {
  shell.type('q');
  assert.equal(await shell.backInShell(), 0);
}

for (const version of etcdVersions) {
  test(`etcd ${version} over TLS: a pod that is put appears in the log, the tree and the value`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const { etcd, flags } = await guardedEtcd(t, version);
    await etcd.etcdctl('put', podKey, pod('Pending')); // revision 2
    const shell = await openShell(t, flags);
    await shell.see(/● healthy .* RO /u);
    await shell.see(/certificate/u);
    await shell.see(/❯▸ \/registry\//u);
    await shell.see('watching from rev 3 on');

    await etcd.etcdctl('put', podKey, pod('Running'));
    await shell.see(/~ pods default\/web-1 +phase Pending→Running/u);

    // Down to the pod: each directory is opened and gone into.
    for (const name of ['registry', 'pods', 'default']) {
      await shell.see(new RegExp(`❯ *▸ /?${name}/`, 'u'));
      shell.type('l');
      await shell.see(new RegExp(`❯ *▾ /?${name}/`, 'u'));
      shell.type('l');
    }
    await shell.see(/❯ +web-1 +rev 3/u);
    shell.type('\r');
    await shell.see(/"phase": "Running"/u);
    await shell.see(/rev 3 · created 2 · version 2/u);

    await etcd.etcdctl('put', podKey, pod('Succeeded'));
    await shell.see(/"phase": "Succeeded"/u);
    await shell.see(/~ pods default\/web-1 +phase Running→Succeeded/u);
    await etcd.etcdctl('del', podKey);
    await shell.see(/− pods default\/web-1[^│]*│\n.*│ +phase Succeeded/u);
    await quit(shell);
  });

  test(`etcd ${version} over TLS: compaction and defragmentation report what they freed`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const { etcd, flags } = await guardedEtcd(t, version);
    const filler = 'x'.repeat(100_000);
    for (let index = 0; index < 40; index++) {
      await etcd.etcdctl('put', podKey, `${index} ${filler}`); // revisions 2 to 41
    }
    const shell = await openShell(t, [...flags, '--write']);
    const name = (etcd.endpoints[0] ?? '').replace('https://', '');
    await shell.see(/● healthy .* RW /u);
    shell.type('6');
    await shell.see('newest revision 41');
    shell.type('\r');
    await shell.see('Compact: keep 10,000');
    shell.type('\x15');
    await shell.unsee('keep 10,000▏');
    shell.type('41\r');
    const plan = await shell.see(`Type ${name} to go on:`);
    assert.match(plan, /Compact at revision 41/u);
    assert.match(plan, /etcdctl --endpoints=https:\/\/127\.0\.0\.1:\d+ compact 41 --physical/u);
    shell.type(`${name}\r`);
    await shell.see('Compact at revision 41 ─ done');
    shell.type('\r');
    await shell.unsee('─ done');
    await assert.rejects(etcd.etcdctl('get', podKey, '--rev=40'), /compacted/u);

    shell.type('j');
    await shell.see(/❯ ?Defragment/u);
    shell.type('\r');
    await shell.see(`Type ${name} to go on:`);
    const sizeBefore = await dbSize(etcd);
    shell.type(`${name}\r`);
    const done = await shell.see(/Defragment .*─ done/u);
    const sizeAfter = await dbSize(etcd);
    assert.ok(sizeAfter < sizeBefore / 4, `${sizeBefore} bytes became ${sizeAfter}`);
    const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
    assert.match(done, new RegExp(`m1: file ${megabytes(sizeBefore)} → `, 'u'));
    assert.match(done, /m1 gave back [\d.]+ MB/u);
    shell.type('\x1b');
    await shell.unsee('─ done');
    assert.match(shell.screen(), /This session/u);
    await quit(shell);
  });
}

test('without --write actions are off, and say how they are turned on', async (t) => {
  if (!haveEtcd(t, '3.4')) {
    return;
  }
  const { etcd, flags } = await guardedEtcd(t, '3.4');
  await etcd.etcdctl('put', 'a', '1');
  const shell = await openShell(t, flags);
  await shell.see(/● healthy .* RO /u);
  shell.type('6');
  await shell.see('Off: this session is read-only');
  shell.type('\r');
  await shell.see('Read-only: start etcdscope with --write to turn actions on');
  assert.doesNotMatch(shell.screen(), /Compact: keep/u);
  await quit(shell);
});

async function dbSize(etcd: RunningEtcd): Promise<number> {
  const status = JSON.parse(await etcd.etcdctl('endpoint', 'status', '-w', 'json')) as {
    readonly Status: { readonly dbSize: number };
  }[];
  return status[0]?.Status.dbSize ?? Number.NaN;
}
