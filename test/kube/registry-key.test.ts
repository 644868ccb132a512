import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSecretKey, registryKey } from '../../source/kube/registry-key.js';

describe('registry key', () => {
  const cases: readonly (readonly [
    key: string,
    resource: string,
    namespace: string | undefined,
    name: string,
  ])[] = [
    ['/registry/pods/default/web-1', 'pods', 'default', 'web-1'],
    ['/registry/namespaces/default', 'namespaces', undefined, 'default'],
    ['/registry/minions/n1', 'nodes', undefined, 'n1'],
    ['/registry/services/specs/default/web', 'services', 'default', 'web'],
    ['/registry/services/endpoints/default/web', 'endpoints', 'default', 'web'],
    ['/registry/acme.io/widgets/team/one', 'widgets.acme.io', 'team', 'one'],
    [
      '/registry/apiextensions.k8s.io/customresourcedefinitions/widgets.acme.io',
      'customresourcedefinitions.apiextensions.k8s.io',
      undefined,
      'widgets.acme.io',
    ],
    ['/kubernetes.io/secrets/openshift/key', 'secrets', 'openshift', 'key'],
  ];
  for (const [key, resource, namespace, name] of cases) {
    it(`reads ${key}`, () => {
      assert.deepEqual(registryKey(key), { resource, namespace, name });
    });
  }

  for (const key of [
    'compact_rev_key',
    '/config/feature/on',
    '/registry/pods/',
    '/registry/pods',
    '/registry/a/b/c/d',
  ]) {
    it(`takes ${key} for no object`, () => {
      assert.equal(registryKey(key), undefined);
    });
  }
});

describe('secret keys', () => {
  it('are known under any prefix', () => {
    assert.ok(isSecretKey('/registry/secrets/default/token'));
    assert.ok(isSecretKey('/kubernetes.io/secrets/default/token'));
    assert.ok(isSecretKey('secrets/token'));
    assert.ok(!isSecretKey('/registry/configmaps/default/secrets'));
    assert.ok(!isSecretKey('/registry/secretstores/default/x'));
  });
});
