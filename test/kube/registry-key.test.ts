import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  isRegistryKey,
  isSecretKey,
  likelyRegistryKey,
  registryKey,
} from '../../source/kube/registry-key.js';
import { stored } from './wire-writer.js';

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
      const root = key.startsWith('/registry/') ? '/registry/' : '/kubernetes.io/';
      assert.deepEqual(registryKey(key), { root, resource, namespace, name });
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

/** kube-apiserver's `--etcd-prefix` may be anything: the value tells that a key is one of its keys. */
describe('a key below another root', () => {
  const sealed = Buffer.from('k8s:enc:aescbc:v1:key1:\u0001\u0002');
  const widget = Buffer.from('{"apiVersion":"acme.io/v1","kind":"Widget","metadata":{"name":"one"}}');
  const config = Buffer.from('{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"one"}}');
  const cases: readonly (readonly [
    key: string,
    value: Uint8Array,
    root: string,
    resource: string,
    namespace: string | undefined,
    name: string,
  ])[] = [
    ['/a/k8s/pods/default/web-1', stored('v1', 'Pod'), '/a/k8s/', 'pods', 'default', 'web-1'],
    ['/pods/default/web-1', stored('v1', 'Pod'), '/', 'pods', 'default', 'web-1'],
    ['/a/minions/n1', stored('v1', 'Node'), '/a/', 'nodes', undefined, 'n1'],
    ['/a/services/specs/d/web', stored('v1', 'Service'), '/a/', 'services', 'd', 'web'],
    ['/a/services/endpoints/d/web', stored('v1', 'Endpoints'), '/a/', 'endpoints', 'd', 'web'],
    // The names are those of kinds too.
    ['/a/pods/secrets/pods', stored('v1', 'Pod'), '/a/', 'pods', 'secrets', 'pods'],
    ['/a/namespaces/pods', stored('v1', 'Namespace'), '/a/', 'namespaces', undefined, 'pods'],
    ['/pods/k8s/secrets/d/s', stored('v1', 'Secret'), '/pods/k8s/', 'secrets', 'd', 's'],
    ['/a/ingress/d/web', stored('extensions/v1beta1', 'Ingress'), '/a/', 'ingresses', 'd', 'web'],
    ['/a/k8s/secrets/default/token', sealed, '/a/k8s/', 'secrets', 'default', 'token'],
    ['/a.b/k8s/acme.io/widgets/team/one', widget, '/a.b/k8s/', 'widgets.acme.io', 'team', 'one'],
    ['/a.b/acme.io/widgets/one', widget, '/a.b/', 'widgets.acme.io', undefined, 'one'],
    ['/a/ranges/serviceips', stored('v1', 'RangeAllocation'), '/a/', 'ranges', undefined, 'serviceips'],
    ['/a/configmaps/d/one', config, '/a/', 'configmaps', 'd', 'one'],
  ];
  for (const [key, value, root, resource, namespace, name] of cases) {
    it(`is read by its value: ${key}`, () => {
      assert.deepEqual(registryKey(key, value), { root, resource, namespace, name });
      assert.deepEqual(registryKey(key, value.subarray(0, 256)), { root, resource, namespace, name });
      assert.ok(isRegistryKey(key, value));
    });
  }

  const others: readonly (readonly [key: string, value: Uint8Array])[] = [
    ['/app/pods/default/web-1', Buffer.from('a text')],
    ['/app/leases/team/one', Buffer.from('{"holder":"one"}')],
    ['/app/configmaps/d/one', widget],
    ['/app/settings/one', config],
    ['/app/settings/one', stored('v1', 'Pod')],
    ['/app/pods/', stored('v1', 'Pod')],
    ['/app/pods//web-1', stored('v1', 'Pod')],
    ['one', stored('v1', 'Pod')],
    ['pods/one', stored('v1', 'Pod')],
    ['', stored('v1', 'Pod')],
    ['/', stored('v1', 'Pod')],
    ['/a/settings/one', sealed],
  ];
  for (const [key, value] of others) {
    it(`is none of a registry: ${key}, ${JSON.stringify(value.toString().slice(0, 12))}`, () => {
      assert.equal(registryKey(key, value), undefined);
    });
  }

  it('is only likely one by its path alone', () => {
    assert.equal(registryKey('/a/leases/d/one'), undefined);
    assert.ok(!isRegistryKey('/a/leases/d/one'));
    assert.equal(likelyRegistryKey('/a/leases/d/one')?.resource, 'leases');
    assert.equal(likelyRegistryKey('/registry/leases/d/one')?.resource, 'leases');
    assert.equal(likelyRegistryKey('/a/settings/d/one'), undefined);
  });
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
