import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PutRequest, RequestOp } from '../../proto/generated/etcdserverpb.js';
import { createEtcdClient } from '../../source/client/client.js';
import { systemEnvironment } from '../../source/client/environment.js';
import { localConnection } from '../../source/commands/connection.js';
import { etcdVersions, haveEtcd } from '../support/etcd-binaries.js';
import { startEtcd } from '../support/start-etcd.js';
import { openShell } from './shell.js';

const putsInTxn = 100;

/** Most keys are events; most bytes are those of a few hundred ConfigMaps that one namespace has. */
function* registry(): Generator<readonly [key: string, bytes: number]> {
  for (let index = 0; index < 4_000; index += 1) yield [`/registry/events/shop/cart.${index}`, 300];
  for (let index = 0; index < 400; index += 1) yield [`/registry/pods/shop/cart-${index}`, 6_000];
  for (let index = 0; index < 20; index += 1) yield [`/registry/configmaps/shop/settings-${index}`, 1_000];
  for (let index = 0; index < 600; index += 1) yield [`/registry/configmaps/reports/run-${index}`, 40_000];
}

async function load(endpoint: string): Promise<void> {
  const client = createEtcdClient(localConnection(endpoint), systemEnvironment);
  try {
    let puts: RequestOp[] = [];
    let bytes = 0;
    for (const [key, size] of registry()) {
      const put = PutRequest.create({ key: Buffer.from(key), value: Buffer.alloc(size, 'v') });
      puts.push(RequestOp.create({ requestPut: put }));
      bytes += size;
      if (puts.length < putsInTxn && bytes < 1_000_000) continue;
      await client.kv.txn({ success: puts });
      puts = [];
      bytes = 0;
    }
    await client.kv.txn({ success: puts });
  } finally {
    client.close();
  }
}

for (const version of etcdVersions) {
  test(`etcd ${version}: which kind fills the database is found, in which namespace, and where`, async (t) => {
    if (!haveEtcd(t, version)) return;
    const etcd = await startEtcd({ version });
    t.after(etcd.stop);
    const [endpoint = ''] = etcd.endpoints;
    await load(endpoint);
    const shell = await openShell(t, ['--endpoints', endpoint], { columns: 120, rows: 40 });
    await shell.see(/▸ \/registry\/ +5,020/u);
    shell.type(':');
    await shell.see('Command');
    shell.type('du kind');
    await shell.see('du kind▏');
    shell.type('\r');
    await shell.see(/❯ configmaps +620 +about 2\d\.\d MB/u);
    const kinds = shell.screen();
    assert.ok(
      kinds.indexOf(' pods ') < kinds.indexOf(' events '),
      'pods have fewer keys, and more bytes than events',
    );

    shell.type('\x1b[C');
    await shell.see('What fills it ─ configmaps by namespace');
    await shell.see(/❯ reports +600 +about 2\d\.\d MB/u);
    assert.match(shell.screen(), / {2}shop +20 +about 20\.\d kB/u);
    shell.type('\x1b');
    await shell.see('What fills it ─ by kind');
    await shell.see(/❯ configmaps +620 +about 2\d\.\d MB/u);
    shell.type('\x1b[C');
    await shell.see(/❯ reports +600 +about 2\d\.\d MB/u);

    shell.type('\r');
    await shell.see(/❯ +▾ reports\/ +600/u);
    assert.doesNotMatch(shell.screen(), /What fills it/u);
    shell.type('q');
    assert.equal(await shell.backInShell(), 0);
  });
}
