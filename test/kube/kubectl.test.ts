import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { kubectlLine } from '../../source/kube/kubectl.js';
import { registryKey } from '../../source/kube/registry-key.js';

function lineFor(key: string, apiVersion?: string, kind?: string): string | undefined {
  const object = registryKey(key);
  assert.ok(object, key);
  const isObject = apiVersion !== undefined && kind !== undefined;
  const type = isObject ? { apiVersion, objectKind: kind } : undefined;
  return kubectlLine('get', object, type, ['-o', 'yaml']);
}

describe('the line of kubectl', () => {
  const cases: readonly (readonly [line: string, key: string, apiVersion?: string, kind?: string])[] = [
    ['kubectl -n default get pod web-1 -o yaml', '/registry/pods/default/web-1', 'v1', 'Pod'],
    ['kubectl get node n1 -o yaml', '/registry/minions/n1', 'v1', 'Node'],
    [
      'kubectl -n default get deployments.apps web -o yaml',
      '/registry/deployments/default/web',
      'apps/v1',
      'Deployment',
    ],
    // Since 1.22 no API server serves what it may still keep so.
    [
      'kubectl -n default get ingresses.networking.k8s.io web -o yaml',
      '/registry/ingress/default/web',
      'extensions/v1beta1',
      'Ingress',
    ],
    [
      'kubectl -n kube-node-lease get leases.coordination.k8s.io n1 -o yaml',
      '/registry/leases/kube-node-lease/n1',
      'coordination.k8s.io/v1',
      'Lease',
    ],
    [
      'kubectl -n default get endpoints web -o yaml',
      '/registry/services/endpoints/default/web',
      'v1',
      'Endpoints',
    ],
    ['kubectl -n team get widgets.acme.io one -o yaml', '/registry/acme.io/widgets/team/one'],
    [
      'kubectl get customresourcedefinitions.apiextensions.k8s.io widgets.acme.io -o yaml',
      '/registry/apiextensions.k8s.io/customresourcedefinitions/widgets.acme.io',
    ],
    [
      'kubectl get clusterroles.rbac.authorization.k8s.io system:node -o yaml',
      '/registry/clusterroles/system:node',
      'rbac.authorization.k8s.io/v1',
      'ClusterRole',
    ],
  ];
  for (const [line, key, apiVersion, kind] of cases) {
    it(`is ${line}`, () => {
      assert.equal(lineFor(key, apiVersion, kind), line);
    });
  }

  it('is none for the books of an API server, which it does not serve', () => {
    for (const key of [
      '/registry/masterleases/10.0.0.1',
      '/registry/ranges/serviceips',
      '/registry/peerserverleases/a',
    ]) {
      assert.equal(lineFor(key), undefined, key);
    }
  });

  it('quotes names that a shell would take apart', () => {
    assert.equal(
      lineFor("/registry/pods/$(reboot)/a'; rm -rf $HOME"),
      String.raw`kubectl -n '$(reboot)' get pods 'a'\''; rm -rf $HOME' -o yaml`,
    );
    assert.equal(
      lineFor('/registry/pods/default/x', 'a;reboot/v1', 'Pod'),
      "kubectl -n default get 'pods.a;reboot' x -o yaml",
    );
  });

  it('is none for names that would be flags, or act on a terminal', () => {
    for (const name of ['--all', '-A', 'a\nreboot', 'a\x1b[201~', 'a\u202eb']) {
      assert.equal(lineFor(`/registry/pods/default/${name}`), undefined, JSON.stringify(name));
      assert.equal(lineFor(`/registry/pods/${name}/web-1`), undefined, JSON.stringify(name));
    }
  });
});
