import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Change,
  isKubernetes,
  isSecretSubject,
  refusalOf,
  type Subject,
} from '../../source/editing/refusal.js';
import { field, stored } from '../kube/wire-writer.js';

const reasonOf = (change: Change, subject: Subject, bypasses: boolean): string | undefined =>
  refusalOf(change, subject, bypasses)?.reason;

const bytes = (text: string): Uint8Array => Buffer.from(text);
const pod = stored('v1', 'Pod', field(1, field(1, 'web-1'), field(3, 'default')));
const podKey = bytes('/registry/pods/default/web-1');
const widget = bytes('{"apiVersion":"acme.io/v1","kind":"Widget","metadata":{"name":"w"}}');
const widgetKey = bytes('/registry/acme.io/widgets/default/w');

describe('what is not changed here', () => {
  it('is a Kubernetes object, with the command of kubectl', () => {
    assert.equal(
      reasonOf('put', { key: podKey, value: pod }, false),
      'Kubernetes keeps this key: use kubectl -n default edit pod web-1.',
    );
    assert.equal(
      reasonOf('delete', { key: widgetKey, value: widget }, false),
      'Kubernetes keeps this key: use kubectl -n default delete widgets.acme.io w.',
    );
    assert.equal(
      reasonOf('put', { key: bytes('/registry/minions/n1'), value: undefined }, false),
      'Kubernetes keeps this key: use kubectl edit nodes n1.',
    );
  });

  it('is what only the API server has a word for', () => {
    const books = { key: bytes('/registry/ranges/serviceips'), value: undefined };
    assert.match(reasonOf('put', books, false) ?? '', /^Kubernetes keeps this key: /u);
    assert.match(
      reasonOf('delete', { key: bytes('compact_rev_key'), value: bytes('41') }, false) ?? '',
      /leave it to the API server/u,
    );
  });

  it('is found by its value below any other prefix', () => {
    assert.ok(isKubernetes({ key: bytes('/other/root/pods/default/web-1'), value: pod }));
    assert.ok(isKubernetes({ key: bytes('/x'), value: bytes('k8s:enc:aescbc:v1:key1:\x07') }));
    assert.ok(!isKubernetes({ key: bytes('/config/a'), value: widget }));
    const otherKey = bytes('/a/k8s/acme.io/widgets/default/w');
    assert.equal(
      reasonOf('edit', { key: otherKey, value: widget }, false),
      'Kubernetes keeps this key: use kubectl -n default edit widgets.acme.io w.',
    );
    assert.equal(
      reasonOf('delete', { key: bytes('/a/k8s/pods/default/web-1'), value: pod }, false),
      'Kubernetes keeps this key: use kubectl -n default delete pod web-1.',
    );
  });

  it('may be overridden, but protobuf is never written from text', () => {
    assert.equal(reasonOf('edit', { key: widgetKey, value: widget }, true), undefined);
    assert.equal(reasonOf('delete', { key: podKey, value: pod }, true), undefined);
    assert.equal(
      reasonOf('edit', { key: podKey, value: pod }, true),
      'Kubernetes keeps this key, as protobuf, which is not written from text: use kubectl -n default edit pod web-1.',
    );
  });

  it('is no text, for an editor', () => {
    const subject = { key: bytes('/a'), value: Uint8Array.of(0xff, 0) };
    assert.match(reasonOf('edit', subject, false) ?? '', /^The value is no text/u);
    assert.equal(reasonOf('put', subject, false), undefined);
    assert.equal(reasonOf('edit', { key: bytes('/a'), value: bytes('x') }, false), undefined);
  });

  it('quotes names that a shell would take apart', () => {
    const key = bytes("/registry/pods/default/a'; rm -rf $HOME");
    assert.match(
      reasonOf('edit', { key, value: undefined }, false) ?? '',
      /kubectl -n default edit pods 'a'\\''; rm -rf \$HOME'/u,
    );
  });

  it('knows secrets by their path and by their kind', () => {
    const secret = bytes('{"apiVersion":"v1","kind":"Secret","data":{}}');
    assert.ok(isSecretSubject({ key: bytes('/vault/secrets/db'), value: bytes('x') }));
    assert.ok(isSecretSubject({ key: bytes('/x'), value: secret }));
    assert.ok(!isSecretSubject({ key: bytes('/config/a'), value: bytes('x') }));
  });
});
