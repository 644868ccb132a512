import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { RequestOp } from '../../proto/generated/etcdserverpb.js';
import { createEtcdClient } from '../../source/client/client.js';
import { systemEnvironment } from '../../source/client/environment.js';
import { localConnection } from '../../source/commands/connection.js';
import { etcdVersions, haveEtcd } from '../support/etcd-binaries.js';
import { type RunningEtcd, startEtcd } from '../support/start-etcd.js';
import { startProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { openShell, type Shell } from './shell.js';

const escapeKey = '\x1b';
const keysMax = 40_000;
const putsInTxn = 4_000;
const revisionsMax = 150;
const version = etcdVersions.at(-1) ?? '3.4';

function putOp(key: string, value: string): RequestOp {
  const put = {
    key: Buffer.from(key),
    value: Buffer.from(value),
    lease: 0n,
    prevKv: false,
    ignoreValue: false,
    ignoreLease: false,
  };
  return RequestOp.create({ requestPut: put });
}

const padding = 'x'.repeat(60);

/** A directory of many keys, a registry of as many, and a key with a long history. */
async function load(endpoint: string): Promise<void> {
  const client = createEtcdClient(
    { ...localConnection(endpoint), commandTimeoutMs: 60_000 },
    systemEnvironment,
  );
  try {
    for (let from = 0; from < keysMax; from += putsInTxn) {
      const indices = Array.from({ length: putsInTxn }, (_, index) => String(from + index).padStart(6, '0'));
      await client.kv.txn({ success: indices.map((index) => putOp(`/big/item-${index}-${padding}`, 'x')) });
      await client.kv.txn({
        success: indices.map((index) => putOp(`/registry/pods/ns-${index.slice(-2)}/pod-${index}`, padding)),
      });
    }
    for (let revision = 1; revision <= revisionsMax; revision += 1) {
      await client.kv.put({
        key: Buffer.from('/a'),
        value: Buffer.from(`${revision}:${padding.repeat(50)}`),
      });
    }
  } finally {
    client.close();
  }
}

interface Setting {
  readonly etcd: RunningEtcd;
  readonly proxy: TcpProxy;
  readonly shell: Shell;
}

async function open(t: TestContext): Promise<Setting> {
  const etcd = await startEtcd({ version, flags: [`--max-txn-ops=${putsInTxn}`] });
  t.after(etcd.stop);
  const [endpoint = ''] = etcd.endpoints;
  await load(endpoint);
  const proxy = await startProxy(endpoint);
  t.after(proxy.stop);
  const shell = await openShell(t, ['--endpoints', proxy.endpoint], { columns: 120, rows: 40 });
  await shell.see(/▸ \/big\/ +40,000/u);
  await shell.see(/▸ \/registry\/ +40,000/u);
  return { etcd, proxy, shell };
}

/** Does this, and takes the member away once so many more bytes of answers have come. */
async function loseAfter({ proxy, shell }: Setting, bytes: number, keys: string): Promise<void> {
  const lost = proxy.breakAfter(bytes).then(proxy.cut);
  shell.type(keys);
  await lost;
}

async function regain({ proxy, shell }: Setting): Promise<void> {
  await proxy.restore();
  await shell.see('● healthy');
  await shell.see(/ ─ live/u);
}

async function command({ shell }: Setting, line: string): Promise<void> {
  shell.type(':');
  await shell.see('╭ Command');
  shell.type(line);
  await shell.see(`: ${line}▏`);
  shell.type('\r');
}

test('the member goes in the middle of a search, a listing, a history and a survey, and comes back', async (t) => {
  if (!haveEtcd(t, version)) return;
  const setting = await open(t);
  const { shell } = setting;

  await command(setting, 'search item-039999');
  await shell.see('Search all keys');
  await shell.see('⏎ search');
  await loseAfter(setting, 400_000, '\r');
  await shell.see(/✖ .*searched [\d,]+ of 80,\d+.*then it failed/u);
  await shell.see('a or A searches again');
  await regain(setting);
  shell.type('A');
  await shell.see('⏎ search');
  shell.type('\r');
  await shell.see(/1 match · searched all 80,\d+ keys/u);
  shell.type(escapeKey);
  await shell.see(/Keys ─ all keys/u);

  shell.type('gj');
  await shell.see(/❯▸ \/big\//u);
  shell.type('l');
  await shell.see(/item-000000/u);
  await loseAfter(setting, 400_000, 'G');
  await shell.see(/✖ not read, ⏎ tries again/u);
  await regain(setting);
  shell.type('G');
  await shell.see(/✖ not read, ⏎ tries again|❯ +item-039999/u);
  if (!/❯ +item-039999/u.test(shell.screen())) shell.type('\rG');
  await shell.see(/❯ +item-039999/u);
  await shell.see('40,001 of 80,001 loaded');
  await shell.see('╭ Value ─ /big/item-039999');

  await command(setting, 'key /a');
  await shell.see(/❯ +\/a /u);
  shell.type('2');
  await shell.see(/╭ Value ─ \/a ─/u);
  await loseAfter(setting, 200_000, 'h');
  await shell.see(/reading broke off: /u);
  await regain(setting);
  shell.type(escapeKey);
  await shell.see(/╭ Value ─ \/a ─ text/u);
  shell.type('h');
  await shell.see(/of 150 revisions · history is whole/u);
  shell.type(escapeKey);
  await shell.see(/╭ Value ─ \/a ─ text/u);

  shell.type('1');
  const lost = setting.proxy.breakAfter(20_000).then(setting.proxy.cut);
  await command(setting, 'du namespace');
  await lost;
  await shell.see(/│ ✖ http/u);
  await regain(setting);
  shell.type('r');
  await shell.see(/❯ ns-\d\d +400 /u);
  await shell.see(/40,000 keys, about/u);
  shell.type(escapeKey);
  await shell.unsee('What fills it');
  shell.type('q');
  assert.equal(await shell.backInShell(), 0);
});

test('esc ends what takes long at once, though the member is silent', async (t) => {
  if (!haveEtcd(t, version)) return;
  const setting = await open(t);
  const { etcd, shell } = setting;
  const [pid = 0] = etcd.pids();
  const silent = async (doing: () => Promise<void>): Promise<void> => {
    process.kill(pid, 'SIGSTOP');
    try {
      await doing();
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await shell.see('● healthy');
    await shell.unsee('no answer for');
  };
  await command(setting, 'search item-039999');
  await shell.see('⏎ search');
  await silent(async () => {
    shell.type('\r');
    await shell.see(/esc stops …/u);
    shell.type(escapeKey);
    await shell.see(/stopped/u);
    shell.type(escapeKey);
    await shell.see(/Keys ─ all keys/u);
  });

  await silent(async () => {
    await command(setting, 'du kind');
    await shell.see('What fills it');
    shell.type(escapeKey);
    await shell.unsee('What fills it');
  });

  shell.type('gj');
  await shell.see(/❯▸ \/big\//u);
  shell.type('l');
  await shell.see(/item-000000/u);
  await silent(async () => {
    shell.type('G');
    await shell.see(/to the end: .*esc stops …/u);
    shell.type(escapeKey);
    await shell.unsee('to the end: ');
  });

  await command(setting, 'key /a');
  await shell.see(/❯ +\/a /u);
  shell.type('2');
  await shell.see(/╭ Value ─ \/a ─ text/u);
  await silent(async () => {
    shell.type('h');
    await shell.see(/╭ Value ─ ▲ /u);
    shell.type(escapeKey);
    await shell.see(/╭ Value ─ \/a ─ text/u);
  });
  shell.type('q');
  assert.equal(await shell.backInShell(), 0);
});
