import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  isKubernetesProtobuf,
  readEncryption,
  readEnvelope,
  readTypeMeta,
} from '../../source/kube/envelope.js';
import { field, stored } from './wire-writer.js';

const pod = stored('v1', 'Pod', field(1, field(1, 'web-1')));

describe('envelope', () => {
  it('says what is inside', () => {
    assert.ok(isKubernetesProtobuf(pod));
    const envelope = readEnvelope(pod);
    assert.ok(typeof envelope === 'object');
    const { apiVersion, kind, raw } = envelope;
    assert.deepEqual([apiVersion, kind], ['v1', 'Pod']);
    assert.equal(pod.toString('latin1', raw.start, raw.end), '\n\x07\n\x05web-1');
  });

  it('tolerates the newline that a dump adds, and only one', () => {
    const dump = Buffer.concat([pod, Buffer.from('\n')]);
    assert.ok(typeof readEnvelope(dump) === 'object');
    assert.equal(typeof readEnvelope(Buffer.concat([dump, Buffer.from('\n')])), 'string');
  });

  it('names the kind when only the beginning of the value is there', () => {
    const { kind, apiVersion } = readTypeMeta(pod.subarray(0, 20)) ?? {};
    assert.deepEqual({ kind, apiVersion }, { kind: 'Pod', apiVersion: 'v1' });
    assert.equal(readTypeMeta(pod.subarray(0, 12)), undefined);
    assert.equal(readTypeMeta(Buffer.from('text')), undefined);
  });

  it('never makes an object up', () => {
    for (let length = 4; length < 15; length += 1) {
      assert.equal(typeof readEnvelope(pod.subarray(0, length)), 'string');
    }
    assert.equal(
      typeof readEnvelope(Buffer.concat([Buffer.from('k8s\0'), Buffer.alloc(40, 0xff)])),
      'string',
    );
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
