import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  isKubernetesProtobuf,
  readEncryption,
  readIdentity,
  readTypeMeta,
} from '../../source/kube/envelope.js';

/** A length-delimited field, by hand: none of these is longer than 127 bytes. */
const field = (number: number, ...content: readonly (string | Buffer)[]): Buffer => {
  const body = Buffer.concat(content.map((each) => Buffer.from(each)));
  return Buffer.concat([Buffer.from([(number << 3) | 2, body.length]), body]);
};

const createdSeconds = Buffer.from([8, 0x80, 0xf5, 0xa4, 0xe5, 0x05]);
const meta = field(1, field(1, 'web-1'), field(3, 'default'), field(5, 'uid-1'), field(8, createdSeconds));
const pod = Buffer.concat([
  Buffer.from('k8s\0'),
  field(1, field(1, 'v1'), field(2, 'Pod')),
  field(2, meta, field(2, 'spec')),
  field(3, ''),
  field(4, ''),
]);

const identity = {
  apiVersion: 'v1',
  kind: 'Pod',
  name: 'web-1',
  namespace: 'default',
  uid: 'uid-1',
  createdSeconds: 1_554_594_432,
};

describe('envelope', () => {
  it('gives the identity of an object of any kind', () => {
    assert.ok(isKubernetesProtobuf(pod));
    assert.deepEqual(readIdentity(pod), identity);
  });

  it('tolerates the newline that a dump adds', () => {
    assert.deepEqual(readIdentity(Buffer.concat([pod, Buffer.from('\n')])), identity);
  });

  it('names the kind when only the beginning of the value is there', () => {
    const { kind, apiVersion } = readTypeMeta(pod.subarray(0, 20)) ?? {};
    assert.deepEqual({ kind, apiVersion }, { kind: 'Pod', apiVersion: 'v1' });
    assert.equal(readTypeMeta(pod.subarray(0, 12)), undefined);
    assert.equal(readTypeMeta(Buffer.from('text')), undefined);
  });

  it('never makes an identity up', () => {
    assert.equal(readIdentity(Buffer.from('{"kind":"Pod"}')), undefined);
    assert.equal(readIdentity(Buffer.from('k8s\0')), undefined);
    for (let length = 0; length < 15; length += 1)
      assert.equal(readIdentity(pod.subarray(0, length)), undefined);
    assert.equal(readIdentity(Buffer.concat([Buffer.from('k8s\0'), Buffer.alloc(40, 0xff)])), undefined);
  });
});

describe('encryption at rest', () => {
  it('is named with its provider and key', () => {
    assert.deepEqual(readEncryption(Buffer.from('k8s:enc:aescbc:v1:key1:\x01\x02')), {
      provider: 'aescbc',
      keyName: 'key1',
      keyId: undefined,
    });
    assert.deepEqual(readEncryption(Buffer.from('k8s:enc:kms:v2:vault:\n\x20')), {
      provider: 'kms v2',
      keyName: 'vault',
      keyId: undefined,
    });
    const message = Buffer.concat([field(1, 'sealed'), field(2, 'transit/7'), field(3, 'key')]);
    assert.deepEqual(readEncryption(Buffer.concat([Buffer.from('k8s:enc:kms:v2:vault:'), message])), {
      provider: 'kms v2',
      keyName: 'vault',
      keyId: 'transit/7',
    });
    assert.equal(readEncryption(Buffer.from('k8s:enc:')), undefined);
    assert.equal(readEncryption(pod), undefined);
  });
});
