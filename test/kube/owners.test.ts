import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseJson } from '../../source/kube/json.js';
import { guessedPlural, type OwnerReference, ownerKeys, ownersOf } from '../../source/kube/owners.js';

const reference = (apiVersion: string, kind: string): OwnerReference => ({
  apiVersion,
  kind,
  name: 'x',
  uid: 'u',
});

describe('owners of an object', () => {
  it('are read from its metadata, the one that controls it first', () => {
    const tree = parseJson(
      JSON.stringify({
        metadata: {
          ownerReferences: [
            { apiVersion: 'v1', kind: 'Node', name: 'n1', uid: '1' },
            { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: '2', controller: true },
            'hostile',
          ],
        },
      }),
    );
    const { references, total } = ownersOf(tree);
    assert.equal(total, 3);
    assert.deepEqual(
      references.map(({ kind, uid }) => [kind, uid]),
      [
        ['ReplicaSet', '2'],
        ['Node', '1'],
        ['', ''],
      ],
    );
  });

  it('are as many as one question can ask for, and all are counted', () => {
    const one = { apiVersion: 'v1', kind: 'Pod', name: 'p', uid: '1' };
    const tree = parseJson(JSON.stringify({ metadata: { ownerReferences: new Array(5_000).fill(one) } }));
    const { references, total } = ownersOf(tree);
    assert.deepEqual([references.length, total], [20, 5_000]);
  });

  /** Directories as API servers have them. */
  const directories: readonly (readonly [apiVersion: string, kind: string, directory: string])[] = [
    ['apps/v1', 'ReplicaSet', 'replicasets'],
    ['extensions/v1beta1', 'ReplicaSet', 'replicasets'],
    ['batch/v1', 'Job', 'jobs'],
    ['v1', 'Node', 'minions'],
    ['v1', 'ReplicationController', 'controllers'],
    ['v1', 'Service', 'services/specs'],
    ['v1', 'Endpoints', 'services/endpoints'],
    ['networking.k8s.io/v1', 'Ingress', 'ingress'],
    ['networking.k8s.io/v1', 'NetworkPolicy', 'networkpolicies'],
    ['storage.k8s.io/v1', 'StorageClass', 'storageclasses'],
    ['policy/v1beta1', 'PodSecurityPolicy', 'podsecuritypolicy'],
    ['apiregistration.k8s.io/v1', 'APIService', 'apiregistration.k8s.io/apiservices'],
    ['acme.io/v1', 'Widget', 'acme.io/widgets'],
  ];
  for (const [apiVersion, kind, directory] of directories) {
    it(`of kind ${kind}, ${apiVersion}, are kept in ${directory}`, () => {
      const owner = reference(apiVersion, kind);
      const plural = guessedPlural(owner);
      assert.deepEqual(ownerKeys({ root: '/registry/', namespace: 'default' }, owner, plural), [
        `/registry/${directory}/default/x`,
        `/registry/${directory}/x`,
      ]);
      const clusterWide = ownerKeys({ root: '/kubernetes.io/', namespace: undefined }, owner, plural);
      assert.deepEqual(clusterWide, [`/kubernetes.io/${directory}/x`]);
    });
  }
});
