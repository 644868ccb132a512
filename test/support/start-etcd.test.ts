import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAuthority, loopbackHosts } from './certificates.js';
import { etcdVersions, haveEtcd } from './etcd-binaries.js';
import { startEtcd } from './start-etcd.js';

for (const version of etcdVersions) {
  test(`etcd ${version}: started with TLS and a password, killed, restarted with its data`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const authority = await createAuthority();
    t.after(authority.remove);
    const server = await authority.issue({ commonName: 'server', hosts: loopbackHosts });
    const client = await authority.issue({ commonName: 'root' });
    const etcd = await startEtcd({
      version,
      tls: { server, client, authorityFile: authority.certificateFile, requireClient: true },
      auth: { rootPassword: 'secret' },
    });
    t.after(etcd.stop);
    await etcd.etcdctl('put', 'a', 'one');
    await etcd.kill();
    assert.deepEqual(etcd.pids(), [undefined]);
    await etcd.restart();
    assert.equal(await etcd.etcdctl('get', 'a'), 'a\none\n');
  });

  test(`etcd ${version}: three members`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const etcd = await startEtcd({ version, members: 3 });
    t.after(etcd.stop);
    assert.equal((await etcd.etcdctl('member', 'list')).trim().split('\n').length, 3);
  });
}
