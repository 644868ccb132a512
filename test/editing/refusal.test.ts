import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isKubernetes, isSecretSubject, refusalOf } from '../../source/editing/refusal.js';
import { field, stored } from '../kube/wire-writer.js';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const pod = stored('v1', 'Pod', field(1, field(1, 'web-1'), field(3, 'default')));
const podKey = bytes('/registry/pods/default/web-1');
const widget = bytes('{"apiVersion":"acme.io/v1","kind":"Widget","metadata":{"name":"w"}}');
const widgetKey = bytes('/registry/acme.io/widgets/default/w');

describe('what is not changed here', () => {
  it('is a Kubernetes object, with the command of kubectl', () => {
    assert.equal(
      refusalOf('edit', { key: podKey, value: pod }, false),
      'Kubernetes keeps this key: use kubectl edit pod web-1 -n default.',
    );
    assert.equal(
      refusalOf('delete', { key: widgetKey, value: widget }, false),
      'Kubernetes keeps this key: use kubectl delete widgets.acme.io w -n default.',
    );
    assert.equal(
      refusalOf('put', { key: bytes('/registry/minions/n1'), value: undefined }, false),
      'Kubernetes keeps this key: use kubectl edit nodes n1.',
    );
  });

  it('is what only the API server has a word for', () => {
    const books = { key: bytes('/registry/ranges/serviceips'), value: undefined };
    assert.match(refusalOf('put', books, false) ?? '', /^Kubernetes keeps this key: /u);
    assert.match(
      refusalOf('delete', { key: bytes('compact_rev_key'), value: bytes('41') }, false) ?? '',
      /leave it to the API server/u,
    );
  });

  it('is found by its value below any other prefix', () => {
    assert.ok(isKubernetes({ key: bytes('/other/root/pods/default/web-1'), value: pod }));
    assert.ok(isKubernetes({ key: bytes('/x'), value: bytes('k8s:enc:aescbc:v1:key1:\x07') }));
    assert.ok(!isKubernetes({ key: bytes('/config/a'), value: widget }));
  });

  it('may be overridden, but protobuf is never written from text', () => {
    assert.equal(refusalOf('edit', { key: widgetKey, value: widget }, true), undefined);
    assert.equal(refusalOf('delete', { key: podKey, value: pod }, true), undefined);
    assert.equal(
      refusalOf('edit', { key: podKey, value: pod }, true),
      'It is stored as protobuf, which is not written from text: use kubectl edit pod web-1 -n default.',
    );
  });

  it('is no text, for an editor', () => {
    const subject = { key: bytes('/a'), value: Uint8Array.of(0xff, 0) };
    assert.match(refusalOf('edit', subject, false) ?? '', /^The value is no text/u);
    assert.equal(refusalOf('put', subject, false), undefined);
    assert.equal(refusalOf('edit', { key: bytes('/a'), value: bytes('x') }, false), undefined);
  });

  it('quotes names that a shell would take apart', () => {
    const key = bytes("/registry/pods/default/a'; rm -rf $HOME");
    assert.match(
      refusalOf('edit', { key, value: undefined }, false) ?? '',
      /kubectl edit pods 'a'\\''; rm -rf \$HOME' -n default/u,
    );
  });

  it('knows secrets by their path and by their kind', () => {
    const secret = bytes('{"apiVersion":"v1","kind":"Secret","data":{}}');
    assert.ok(isSecretSubject({ key: bytes('/vault/secrets/db'), value: bytes('x') }));
    assert.ok(isSecretSubject({ key: bytes('/x'), value: secret }));
    assert.ok(!isSecretSubject({ key: bytes('/config/a'), value: bytes('x') }));
  });
});
