import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { RequestOp } from '../../proto/generated/etcdserverpb.js';
import type { EtcdClient } from '../../source/client/api.js';
import { createEtcdClient } from '../../source/client/client.js';
import { systemEnvironment } from '../../source/client/environment.js';
import { localConnection } from '../../source/commands/connection.js';
import { entry, field, int, stored } from '../kube/wire-writer.js';
import { etcdVersions, haveEtcd } from '../support/etcd-binaries.js';
import { eventually } from '../support/eventually.js';
import { startEtcd } from '../support/start-etcd.js';
import { openShell, type Shell } from './shell.js';

/** managedFields, each manager with the second it wrote in. */
const managers = (...written: readonly (readonly [string, number])[]): readonly Buffer[] =>
  written.map(([name, second]) =>
    field(17, field(1, name), field(2, 'Update'), field(4, int(1, 1_780_000_000 + second))),
  );

const named = (name: string, ...more: readonly Uint8Array[]): Buffer =>
  field(1, field(1, name), field(3, 'shop'), ...more);

/** ContainerStatus: 1 name, 2 state, 4 ready, 5 restartCount; ContainerState: 1 waiting, 2 running. */
function pod(second: number, phase: string, isReady: boolean, restarts: number, waiting = ''): Buffer {
  const state = waiting === '' ? field(2, field(2)) : field(2, field(1, field(1, waiting)));
  const status = field(8, field(1, 'cart'), state, int(4, isReady ? 1 : 0), int(5, restarts));
  return stored(
    'v1',
    'Pod',
    named('cart-7', ...managers(['kube-controller-manager', 1], ['kubelet', second])),
    field(2, field(2, field(1, 'cart'), field(2, 'cart:4.2')), field(10, 'n2')),
    field(3, field(1, phase), status),
  );
}

function configMap(mode: string, ...written: readonly (readonly [string, number])[]): Buffer {
  const file = `listen: 8080\nmode: ${mode}\nlog: info\n`;
  return stored('v1', 'ConfigMap', named('cart', ...managers(...written)), entry(2, 'cart.conf', file));
}

interface Cluster {
  readonly shell: Shell;
  readonly put: (key: string, value: Uint8Array) => Promise<unknown>;
}

/** Leases and events as on a busy cluster, some 300 a second. */
async function makeNoise(client: EtcdClient, signal: AbortSignal): Promise<void> {
  for (let round = 0; !signal.aborted; round += 1) {
    const keys = Array.from({ length: 30 }, (_, index) =>
      index % 3 === 0
        ? `/registry/events/shop/cart.${round}-${index}`
        : `/registry/leases/kube-node-lease/n${index}`,
    );
    const success = keys.map((key) =>
      RequestOp.create({
        requestPut: {
          key: Buffer.from(key),
          value: Buffer.from(`${round}`),
          lease: 0n,
          prevKv: false,
          ignoreValue: false,
          ignoreLease: false,
        },
      }),
    );
    await client.kv.txn({ success }).catch(() => undefined);
    await pause(100);
  }
}

async function openBusyCluster(t: TestContext, version: (typeof etcdVersions)[number]): Promise<Cluster> {
  const etcd = await startEtcd({ version });
  t.after(etcd.stop);
  const client = createEtcdClient(localConnection(etcd.endpoints[0] ?? ''), systemEnvironment);
  const noise = new AbortController();
  t.after(() => {
    noise.abort();
    client.close();
  });
  const put = (key: string, value: Uint8Array) => client.kv.put({ key: Buffer.from(key), value });
  await put('/registry/pods/shop/cart-7', pod(1, 'Pending', false, 0));
  await put('/registry/configmaps/shop/cart', configMap('safe', ['helm', 1]));
  const shell = await openShell(t, ['--endpoints', etcd.endpoints[0] ?? '']);
  await shell.see('● healthy');
  await shell.see('watching from rev');
  void makeNoise(client, noise.signal);
  return { shell, put };
}

async function quit(shell: Shell): Promise<void> {
  shell.type('q');
  assert.equal(await shell.backInShell(), 0);
}

for (const version of etcdVersions) {
  test(`etcd ${version}: a failing pod is found by live tail, among leases and events`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const { shell, put } = await openBusyCluster(t, version);
    const key = '/registry/pods/shop/cart-7';
    await put(key, pod(2, 'Running', true, 0));
    await shell.see(/~ pods shop\/cart-7/u);
    await shell.see('phase Pending→Running · ready 0/1→1/1');
    await shell.see(/Watch ─ everything ─ live ─ 2 kinds folded/u);
    await put(key, pod(3, 'Running', false, 1, 'CrashLoopBackOff'));
    await shell.see('ready 1/1→0/1 · reason –→CrashLoopBackOff');
    await shell.see('restarts –→1  by kubelet');
    await shell.until('for noise to be counted', (screen) => {
      const [, folded = '0'] = /([\d,]+) folded ─╯/u.exec(screen) ?? [];
      return Number(folded.replaceAll(',', '')) > 300;
    });
    assert.doesNotMatch(shell.screen(), /leases kube-node-lease|events shop/u);

    shell.type('3');
    shell.type('\r');
    const detail = await shell.see(/pods shop\/cart-7 ─ changed at rev/u);
    assert.match(detail, /paused \+/u);
    await shell.see(/by +kubelet, as its managedFields say/u);
    await shell.see(/~ status\.containerStatuses\[cart\]\.ready {2}true → false/u);
    await shell.see('CrashLoopBackOff');
    shell.type('p');
    await shell.see(/~ status\.phase {2}Pending → Running/u);
    shell.type('n');
    await shell.see(/restartCount {2}0 → 1/u);

    shell.type('o');
    await shell.see(/❯ +cart-7 +rev/u);
    await quit(shell);
  });

  test(`etcd ${version}: who changed a ConfigMap, and what it was before`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const { shell, put } = await openBusyCluster(t, version);
    const key = '/registry/configmaps/shop/cart';
    await put(key, configMap('fast', ['helm', 1], ['kubectl-edit', 5]));
    await put('/registry/pods/shop/cart-7', pod(2, 'Running', true, 0));
    await put('/registry/pods/shop/cart-7', pod(3, 'Running', false, 1, 'CrashLoopBackOff'));
    await shell.see('CrashLoopBackOff');

    shell.type('3/');
    await shell.see('kind:pods');
    shell.type('kind:cm ns:shop -by:helm\r');
    await shell.see(/Watch ─ everything ─ live ─ \/kind:cm ns:shop -by:helm/u);
    await shell.unsee('CrashLoopBackOff');
    shell.type('\r');
    await shell.see(/configmaps shop\/cart ─ changed at rev/u);
    await shell.see(/by +kubectl-edit, as its managedFields say/u);
    await shell.see(/before +rev \d+ · version 1/u);
    await shell.see(/− mode: safe/u);
    await shell.see(/\+ mode: fast/u);
    shell.type('\x1b');
    await shell.unsee('− mode: safe');

    const file = path.join(shell.directory, 'who.jsonl');
    shell.type(':');
    await shell.see('Command');
    shell.type(`export ${file}`);
    await shell.see('who.jsonl▏');
    shell.type('\r');
    const lines = await eventually('the export', async () =>
      readFile(file, 'utf8').then(
        (text) => text.trimEnd().split('\n'),
        () => undefined,
      ),
    );
    const changes = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    const told = changes.filter(({ type }) => type === 'put');
    assert.deepEqual(
      told.map(({ resource, name, writer }) => [resource, name, writer]),
      [['configmaps', 'cart', 'kubectl-edit']],
    );

    // The same from the history, for whoever was not there when it happened.
    shell.type('v');
    await shell.see(/Value ─ configmaps shop\/cart ─ YAML/u);
    shell.type('d');
    await shell.see(/~ data\[cart\.conf\]:/u);
    await shell.see(/ -mode: safe/u);
    await shell.see(/\+mode: fast/u);
    await shell.see(/\+ metadata\.managedFields\[kubectl-edit\/Update\]\.manager/u);
    await quit(shell);
  });
}
