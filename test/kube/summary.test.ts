import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeValue, type KubeObject } from '../../source/kube/describe.js';
import { summariseObject } from '../../source/kube/summary.js';

type Fields = Readonly<Record<string, unknown>>;

function object(kind: string, fields: Fields): KubeObject {
  const value = describeValue(Buffer.from(JSON.stringify({ apiVersion: 'v1', kind, ...fields })));
  assert.ok(value.kind === 'object');
  return value;
}

const told = (kind: string, before: Fields | undefined, after: Fields): string =>
  summariseObject(before === undefined ? undefined : object(kind, before), object(kind, after)).words.join(
    ' · ',
  );

const pod = (phase: string, ready: boolean, node?: string): Fields => ({
  spec: { containers: [{ name: 'app', image: 'web:1' }], ...(node === undefined ? {} : { nodeName: node }) },
  status: { phase, containerStatuses: [{ name: 'app', ready, restartCount: 0, state: {} }] },
});

describe('a change in words', () => {
  it('of a pod that starts', () => {
    const words = told('Pod', pod('Pending', false), pod('Running', true, 'n2'));
    assert.equal(words, 'phase Pending→Running · ready 0/1→1/1 · node –→n2');
  });

  it('of a pod that crashes', () => {
    const crashed = {
      spec: { containers: [{ name: 'app', image: 'web:1' }], nodeName: 'n2' },
      status: {
        phase: 'Running',
        containerStatuses: [
          { name: 'app', ready: false, restartCount: 3, state: { waiting: { reason: 'CrashLoopBackOff' } } },
        ],
      },
    };
    const words = told('Pod', pod('Running', true, 'n2'), crashed);
    assert.equal(words, 'ready 1/1→0/1 · reason –→CrashLoopBackOff · restarts –→3');
  });

  it('of a pod that is created, and one that is being deleted', () => {
    assert.equal(told('Pod', undefined, pod('Pending', false)), 'phase Pending · ready 0/1 · image web:1');
    const gone = { ...pod('Running', true), metadata: { deletionTimestamp: '2026-07-01T00:00:00Z' } };
    const before = { ...pod('Running', true), metadata: {} };
    assert.match(told('Pod', before, gone), /^being deleted/);
  });

  it('of a deployment: what is ready, and a new image', () => {
    const deployment = (ready: number, image: string): Fields => ({
      spec: { replicas: 3, template: { spec: { containers: [{ name: 'app', image }] } } },
      status: { replicas: 3, readyReplicas: ready, updatedReplicas: 3 },
    });
    assert.equal(
      told('Deployment', deployment(2, 'web:1'), deployment(3, 'web:2')),
      'ready 2/3→3/3 · image web:1→web:2',
    );
  });

  it('of a node that stops being ready', () => {
    const node = (status: string): Fields => ({
      status: { conditions: [{ type: 'Ready', status, lastHeartbeatTime: status }] },
    });
    assert.equal(told('Node', node('True'), node('Unknown')), 'ready True→Unknown');
    const beat = (time: string): Fields => ({
      status: { conditions: [{ type: 'Ready', status: 'True', lastHeartbeatTime: time }] },
    });
    assert.equal(told('Node', beat('1'), beat('2')), 'times only');
  });

  it('of a lease: renewed, or taken over', () => {
    const lease = (holderIdentity: string, renewTime: string): Fields => ({
      spec: { holderIdentity, renewTime },
    });
    assert.equal(told('Lease', lease('a', '1'), lease('a', '2')), 'renewed');
    assert.equal(told('Lease', lease('a', '1'), lease('b', '2')), 'holder a→b');
  });

  it('of endpoints', () => {
    const slice = (...ready: readonly boolean[]): Fields => ({
      endpoints: ready.map((each, index) => ({
        addresses: [`10.0.0.${index}`],
        conditions: { ready: each },
      })),
    });
    assert.equal(told('EndpointSlice', slice(true, false), slice(true, true, true)), 'ready 1/2→3/3');
  });

  it('of a map: its members, values cut', () => {
    const words = told(
      'ConfigMap',
      { data: { mode: 'on', old: '1' } },
      { data: { mode: 'off', 'app.conf': `a${' b'.repeat(100)}` }, metadata: { labels: { app: 'x' } } },
    );
    assert.equal(
      words,
      'data.mode on→off · −data.old · +data[app.conf] a b b b b b b b b b b b b b b b b b b b… · +1 more',
    );
  });

  it('of a Secret: never what it holds', () => {
    const words = told(
      'Secret',
      { data: { password: 'b2xk' }, metadata: { annotations: { a: 'b2xk' } } },
      { data: { password: 'bmV3', token: 'bmV3' }, metadata: { annotations: { a: 'bmV3' } } },
    );
    assert.doesNotMatch(words, /b2xk|bmV3/);
    assert.match(words, /data\.password changed/);
  });

  it('of kinds that nobody knows: readiness, then what changed in the spec', () => {
    const widget = (size: number, status: string): Fields => ({
      spec: { size },
      status: { conditions: [{ type: 'Ready', status }], observedGeneration: size },
    });
    assert.equal(told('Widget', widget(1, 'False'), widget(2, 'True')), 'ready False→True · spec.size 1→2');
    assert.equal(told('Widget', { status: { seen: 1 } }, { status: { seen: 2 } }), 'status.seen 1→2');
  });

  it('that says nothing', () => {
    assert.equal(told('ConfigMap', { data: {} }, { data: {} }), 'written again, unchanged');
    const managed = (time: string): Fields => ({ metadata: { managedFields: [{ manager: 'm', time }] } });
    assert.equal(told('ConfigMap', managed('1'), managed('2')), 'bookkeeping only');
  });

  it('does not compare what are two kinds', () => {
    const summary = summariseObject(object('Widget', { a: 1 }), object('Pod', pod('Pending', false)));
    assert.equal(summary.words[0], 'phase Pending');
  });
});

describe('who wrote', () => {
  const managed = (
    ...entries: readonly (readonly [manager: string, time: string, subresource?: string])[]
  ): KubeObject =>
    object('Pod', {
      metadata: {
        managedFields: entries.map(([manager, time, subresource = '']) => ({
          manager,
          operation: 'Update',
          subresource,
          time,
        })),
      },
    });

  it('is the manager whose time changed, the last of them', () => {
    const before = managed(
      ['kubectl', '2026-07-01T00:00:00Z'],
      ['kubelet', '2026-07-01T00:00:01Z', 'status'],
    );
    const after = managed(['kubectl', '2026-07-01T00:00:00Z'], ['kubelet', '2026-07-01T00:00:09Z', 'status']);
    assert.equal(summariseObject(before, after).writer, 'kubelet');
    assert.equal(summariseObject(undefined, after).writer, 'kubelet');
  });

  it('is nobody when no time changed', () => {
    const same = managed(['kubectl', '2026-07-01T00:00:00Z']);
    assert.equal(summariseObject(same, same).writer, undefined);
    assert.equal(summariseObject(undefined, object('Pod', {})).writer, undefined);
  });

  it('is who reports, for an Event', () => {
    const event = object('Event', { source: { component: 'scheduler' }, reason: 'Scheduled' });
    assert.equal(summariseObject(undefined, event).writer, 'scheduler');
  });
});
