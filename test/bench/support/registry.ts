import { RequestOp } from '../../../proto/generated/etcdserverpb.js';
import type { EtcdClient } from '../../../source/client/api.js';

/** Kinds of a busy cluster and their share of its keys; the many small ones share what is left. */
const largeKinds: readonly (readonly [string, number])[] = [
  ['events', 0.4],
  ['pods', 0.25],
  ['replicasets', 0.08],
  ['configmaps', 0.04],
  ['endpointslices', 0.04],
  ['secrets', 0.04],
  ['deployments', 0.03],
  ['services/endpoints', 0.02],
  ['services/specs', 0.02],
  ['serviceaccounts', 0.01],
  ['leases', 0.005],
  ['minions', 0.005],
];

const smallKinds = `acme.io/gadgets acme.io/widgets apiextensions.k8s.io/customresourcedefinitions
  apiregistration.k8s.io/apiservices cert-manager.io/certificates clusterrolebindings clusterroles
  controllerrevisions controllers cronjobs csidrivers csinodes daemonsets flowschemas
  horizontalpodautoscalers ingress jobs limitranges masterleases mutatingwebhookconfigurations namespaces
  networkpolicies persistentvolumeclaims persistentvolumes poddisruptionbudgets podtemplates
  priorityclasses prioritylevelconfigurations projectcalico.org/ippools ranges resourcequotas rolebindings
  roles runtimeclasses statefulsets storageclasses validatingwebhookconfigurations volumeattachments`.split(
  /\s+/u,
);

const value = Buffer.alloc(200, 'x');
const putsInTxn = 120;
const txnsUnderWay = 8;

/** Makes a registry of about `from` keys, below `/registry/`, one of about `to` keys. */
export function loadRegistry(client: EtcdClient, from: number, to: number): Promise<void> {
  return load(client, registryKeys(from, to));
}

/** The same for a tree that follows no layout, below `/app/`. */
export function loadPlainTree(client: EtcdClient, from: number, to: number): Promise<void> {
  return load(client, plainKeys(from, to));
}

/** Keys beside one another in one directory, `/big/`. */
export function loadSiblings(client: EtcdClient, count: number): Promise<void> {
  const nameOf = (index: number) => `/big/item-${String(index).padStart(6, '0')}`;
  return load(
    client,
    Array.from({ length: count }, (_, index) => nameOf(index)),
  );
}

async function load(client: EtcdClient, keys: Iterable<string>): Promise<void> {
  const txns = batches(keys);
  await Promise.all(
    Array.from({ length: txnsUnderWay }, async () => {
      for (let batch = txns.next(); batch.done !== true; batch = txns.next()) {
        await client.kv.txn({ success: batch.value.map(putOp) });
      }
    }),
  );
}

function putOp(key: string): RequestOp {
  const put = {
    key: Buffer.from(key),
    value,
    lease: 0n,
    prevKv: false,
    ignoreValue: false,
    ignoreLease: false,
  };
  return RequestOp.create({ requestPut: put });
}

function* registryKeys(from: number, to: number): Generator<string> {
  const largeShare = largeKinds.reduce((sum, [, share]) => sum + share, 0);
  const smallShare = (1 - largeShare) / smallKinds.length;
  for (const [kind, share] of [...largeKinds, ...smallKinds.map((name) => [name, smallShare] as const)]) {
    for (let index = Math.floor(from * share); index < Math.floor(to * share); index++) {
      const namespace = `ns-${String(index % 200).padStart(3, '0')}`;
      yield `/registry/${kind}/${namespace}/object-${((index * 7919) % 1_000_003).toString(36)}-${index}`;
    }
  }
}

/** Numbered services, words of very different size, directories named by hash, and a few keys beside them. */
function* plainKeys(from: number, to: number): Generator<string> {
  const words = ['sessions', 'sessions', 'users', 'users', 'carts', 'locks', 'flags', 'audit'];
  for (let index = from; index < to; index++) {
    const spread = (index * 7919) % 1_000_003;
    const leaf = `${spread.toString(36)}/field-${index % 7}`;
    const part = index % 10;
    if (index < 20) yield `/app/setting-${index}`;
    else if (part < 5) yield `/app/svc-${String(spread % 300).padStart(3, '0')}/${leaf}-${index}`;
    else if (part < 8) yield `/app/${words[spread % words.length]}/${leaf}-${index}`;
    else yield `/app/${(((spread % 100) + 1) * 39_916_801).toString(16).padStart(8, '0')}/${leaf}-${index}`;
  }
}

function* batches(keys: Iterable<string>): Generator<string[]> {
  let batch: string[] = [];
  for (const key of keys) {
    batch.push(key);
    if (batch.length === putsInTxn) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) {
    yield batch;
  }
}
