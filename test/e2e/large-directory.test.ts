import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RequestOp } from '../../proto/generated/etcdserverpb.js';
import { createEtcdClient } from '../../source/client/client.js';
import { systemEnvironment } from '../../source/client/environment.js';
import { localConnection } from '../../source/commands/connection.js';
import { grouped } from '../../source/presentation/quantities.js';
import { haveEtcd } from '../support/etcd-binaries.js';
import { startEtcd } from '../support/start-etcd.js';
import { openShell } from './shell.js';

/** A million are read in a minute or two: `ETCDSCOPE_DIRECTORY_KEYS=1000000`. */
const keysMax = Number(process.env['ETCDSCOPE_DIRECTORY_KEYS'] ?? 250_000);
/** Far more than it takes on a busy machine. */
const readMaxMs = 300_000;
const putsInTxn = 5_000;

const nameOf = (index: number): string => `item-${String(index).padStart(6, '0')}`;

function putOp(index: number): RequestOp {
  const key = Buffer.from(`/big/${nameOf(index)}`);
  const value = Buffer.from('x');
  const put = { key, value, lease: 0n, prevKv: false, ignoreValue: false, ignoreLease: false };
  return RequestOp.create({ requestPut: put });
}

async function load(endpoint: string): Promise<void> {
  const client = createEtcdClient(
    { ...localConnection(endpoint), commandTimeoutMs: 60_000 },
    systemEnvironment,
  );
  try {
    for (let from = 0; from < keysMax; from += putsInTxn) {
      await client.kv.txn({ success: Array.from({ length: putsInTxn }, (_, index) => putOp(from + index)) });
    }
  } finally {
    client.close();
  }
}

test(`a directory of ${grouped(keysMax)} keys is scrolled to its end, given up on the way, and searched`, async (t) => {
  if (!haveEtcd(t, '3.4')) return;
  const etcd = await startEtcd({ version: '3.4', flags: [`--max-txn-ops=${putsInTxn}`] });
  t.after(etcd.stop);
  const [endpoint = ''] = etcd.endpoints;
  await load(endpoint);
  const shell = await openShell(t, ['--endpoints', endpoint], { columns: 120, rows: 40 });
  const all = grouped(keysMax);
  const last = nameOf(keysMax - 1);
  await shell.see(new RegExp(`❯▸ /big/ +${all}`, 'u'));
  shell.type('l');
  await shell.see(/item-000000 /u);

  shell.type('G');
  await shell.see(new RegExp(`to the end: [\\d,]+ of ${all} keys, esc stops …`, 'u'));
  shell.type('\u001b');
  await shell.until('until it reads no more', () => !shell.screen().includes('to the end: '));
  assert.ok(!shell.screen().includes(last));

  shell.type('G');
  await shell.see(new RegExp(`❯ +${last} `, 'u'), readMaxMs);
  await shell.see(`${all} of ${all} loaded`);
  shell.type('g');
  await shell.see(/❯▾ \/big\//u);
  shell.type('/');
  shell.type('big/item-123456');
  await shell.see(/\/big\/item-123456/u);
  shell.type('\r');
  shell.type('\r');
  await shell.see(/❯ +item-123456 /u);
  shell.type('q');
  assert.equal(await shell.backInShell(), 0);
});
