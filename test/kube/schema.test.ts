import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { groupPackages, packageFacts } from '../../source/kube/facts.js';
import { kindMessage, messageFacts } from '../../source/kube/schema.js';
import { specialRule } from '../../source/kube/special.js';

/** Every message of the table, by package and name. */
const names = Object.entries(packageFacts).flatMap(([packageName, text]) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => `${packageName}/${/^\w+/.exec(line)?.[0] ?? ''}`),
);

describe('the table', () => {
  it('can be read whole: every field has a name, and every message in it is known', () => {
    for (const name of names) {
      const facts = messageFacts(name);
      assert.ok(facts !== undefined, name);
      for (const { name: fieldName, message, number } of facts.fields) {
        assert.notEqual(fieldName, '', `${name} ${number}`);
        const isKnown =
          message === '' || messageFacts(message) !== undefined || specialRule(message) !== undefined;
        assert.ok(isKnown, `${name}.${fieldName} is a ${message}`);
      }
      const numbers = facts.fields.map(({ number }) => number);
      assert.deepEqual(
        numbers,
        [...new Set(numbers)].sort((one, other) => one - other),
        name,
      );
    }
    assert.ok(names.length > 1_500);
  });

  it('holds no more than is worth its size', () => {
    const characters = Object.values(packageFacts).reduce((sum, text) => sum + text.length, 0);
    assert.ok(characters < 150_000, String(characters));
  });

  it('knows the inline fields that the API has', () => {
    const inline = names.flatMap((name) =>
      (messageFacts(name)?.fields ?? [])
        .filter(({ isInline }) => isInline)
        .map((field) => `${name} ${field.message}`),
    );
    for (const each of [
      'core.v1/Volume core.v1/VolumeSource',
      'core.v1/PersistentVolumeSpec core.v1/PersistentVolumeSource',
      'core.v1/Probe core.v1/ProbeHandler',
      'core.v1/EphemeralContainer core.v1/EphemeralContainerCommon',
      'core.v1/SecretKeySelector core.v1/LocalObjectReference',
      'networking.v1/IngressRule networking.v1/IngressRuleValue',
      'admissionregistration.v1/RuleWithOperations admissionregistration.v1/Rule',
    ]) {
      assert.ok(inline.includes(each), each);
    }
  });

  it('finds the kinds that API servers store, of every release', () => {
    for (const [apiVersion, kind] of [
      ['v1', 'Pod'],
      ['apps/v1', 'Deployment'],
      ['extensions/v1beta1', 'Ingress'],
      ['policy/v1beta1', 'PodSecurityPolicy'],
      ['batch/v2alpha1', 'CronJob'],
      ['auditregistration.k8s.io/v1alpha1', 'AuditSink'],
      ['apiregistration.k8s.io/v1', 'APIService'],
      ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'],
      ['internal.apiserver.k8s.io/v1alpha1', 'StorageVersion'],
      ['resource.k8s.io/v1', 'ResourceClaim'],
      ['apps/v1', 'DeleteOptions'],
    ] as const) {
      assert.notEqual(kindMessage(apiVersion, kind), undefined, `${apiVersion} ${kind}`);
    }
  });

  it('has no kind for groups that are not its own, whatever they are called', () => {
    for (const group of ['acme.io', 'constructor', '__proto__', 'core']) {
      assert.equal(Object.hasOwn(groupPackages, group), false);
      assert.equal(kindMessage(`${group}/v1`, 'Pod'), undefined);
    }
    for (const kind of ['', 'Nonsense', 'constructor', '__proto__']) {
      assert.equal(kindMessage('v1', kind), undefined);
    }
  });
});
