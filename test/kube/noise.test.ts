import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isStatusOnly, type KeyChange, noiseOf, noiseRules } from '../../source/kube/noise.js';
import { entry, field, int, stored } from './wire-writer.js';

const byDefault = noiseRules.filter((rule) => rule.byDefault);

const change = (key: string, more: Partial<KeyChange> = {}): KeyChange => ({
  key,
  type: 'updated',
  before: undefined,
  after: undefined,
  ...more,
});

const folds = (key: string, more?: Partial<KeyChange>): string | undefined =>
  noiseOf(change(key, more), byDefault)?.id;

describe('noise', () => {
  for (const [key, rule] of [
    ['/registry/leases/kube-node-lease/n1', 'leases'],
    ['/kubernetes.io/leases/kube-system/scheduler', 'leases'],
    ['/registry/leasecandidates/kube-system/scheduler', 'leases'],
    ['/registry/masterleases/10.0.0.1', 'masterleases'],
    ['/registry/events/default/web-1.17a', 'events'],
    ['compact_rev_key', 'compaction'],
    ['/registry/pods/default/web-1', undefined],
    ['/registry/minions/n1', undefined],
    ['/registry/endpointslices/default/web-abc', undefined],
    ['/app/leases/x', undefined],
    ['/registry/acme.io/leases/default/x', undefined],
  ] as const) {
    it(`${key}: ${rule ?? 'none'}`, () => assert.equal(folds(key), rule));
  }

  it('is known below another root by what is stored, or was', () => {
    const lease = stored('coordination.k8s.io/v1', 'Lease', field(1, field(1, 'n1')));
    const key = '/a/k8s/leases/kube-node-lease/n1';
    assert.equal(folds(key), undefined);
    assert.equal(folds(key, { after: lease }), 'leases');
    assert.equal(folds(key, { type: 'deleted', before: lease }), 'leases');
    assert.equal(folds(key, { after: Buffer.from('{"holder":"n1"}') }), undefined);
  });

  const node = (kubelet: string, labels: string, taint = ''): Buffer =>
    stored(
      'v1',
      'Node',
      field(1, field(1, 'n1'), entry(11, 'zone', labels), field(17, field(1, kubelet))),
      field(2, field(5, field(1, taint))),
      field(3, field(4, field(1, 'Ready'), field(3, int(1, kubelet.length)))),
    );

  it('is a node of which only the status changed', () => {
    const key = '/registry/minions/n1';
    const before = node('a', 'east');
    assert.equal(folds(key, { before, after: node('bb', 'east') }), 'node-status');
    assert.equal(folds(key, { before, after: node('bb', 'west') }), undefined);
    assert.equal(folds(key, { before, after: node('bb', 'east', 'full') }), undefined);
    assert.equal(folds(key, { before, after: node('bb', 'east'), type: 'created' }), undefined);
  });

  it('is not what cannot be told', () => {
    const whole = node('a', 'east');
    assert.equal(isStatusOnly(whole, undefined), false);
    assert.equal(isStatusOnly(whole, whole.subarray(0, 40)), false);
    assert.equal(isStatusOnly(Buffer.from('{}'), Buffer.from('{}')), false);
  });

  it('can be anything that is asked for', () => {
    const slice = change('/registry/endpointslices/default/web-abc');
    assert.equal(noiseOf(slice, noiseRules)?.id, 'endpoints');
    assert.equal(noiseOf(change('/registry/events/a/b'), []), undefined);
  });
});
