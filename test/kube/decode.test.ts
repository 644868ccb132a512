import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeValue, type KubeObject } from '../../source/kube/describe.js';
import { parseJson } from '../../source/kube/json.js';
import { jsonText } from '../../source/kube/print-json.js';
import { differences } from './same.js';
import { doubleField, entry, field, int, stored } from './wire-writer.js';

function decoded(bytes: Uint8Array): KubeObject {
  const value = describeValue(bytes);
  assert.ok(value.kind === 'object', value.kind);
  return value;
}

/** Decodes an object and compares all but its kind with JSON. */
function prints(bytes: Uint8Array, json: string): void {
  const { tree, problems } = decoded(bytes);
  const rest = new Map([...tree].filter(([name]) => name !== 'apiVersion' && name !== 'kind'));
  assert.deepEqual(differences(rest, parseJson(json)), [], jsonText(rest));
  assert.deepEqual(problems, []);
}

const pod = (...raw: readonly Uint8Array[]): Buffer => stored('v1', 'Pod', ...raw);
const meta = (...fields: readonly Uint8Array[]): Buffer => pod(field(1, ...fields));
/** PodSpec: 2 containers {1 name}, which Go prints even when there are none. */
const spec = (...fields: readonly Uint8Array[]): Buffer => pod(field(2, field(2, field(1, 'a')), ...fields));
const specJson = (json: string): string => `{"spec":{"containers":[{"name":"a"}],${json}}}`;
const service = (...fields: readonly Uint8Array[]): Buffer => stored('v1', 'Service', field(2, ...fields));

describe('who an object is', () => {
  it('comes from its envelope and its metadata', () => {
    const { apiVersion, objectKind, namespace, name } = decoded(meta(field(1, 'web'), field(3, 'ns')));
    assert.deepEqual([apiVersion, objectKind, namespace, name], ['v1', 'Pod', 'ns', 'web']);
  });

  it('finds the kinds of a group whose packages have another name', () => {
    const role = stored('rbac.authorization.k8s.io/v1', 'Role', field(2, field(1, 'get')));
    prints(role, '{"rules":[{"verbs":["get"]}]}');
    const schema = stored('flowcontrol.apiserver.k8s.io/v1', 'FlowSchema', field(2, int(2, 7)));
    prints(schema, '{"spec":{"matchingPrecedence":7}}');
  });

  it('finds kinds that are gone: a PodPreset of 1.16', () => {
    const preset = stored('settings.k8s.io/v1alpha1', 'PodPreset', field(2, field(2, field(1, 'A'))));
    prints(preset, '{"spec":{"env":[{"name":"A"}]}}');
  });

  it('tolerates one line feed at the end', () => {
    const bytes = Buffer.concat([meta(field(1, 'web')), Buffer.from('\n')]);
    prints(bytes, '{"metadata":{"name":"web"}}');
  });
});

describe('presence', () => {
  it('prints a pointer that is there, even to zero', () => {
    prints(spec(int(5, 0), int(27, 0)), specJson('"activeDeadlineSeconds":0,"shareProcessNamespace":false'));
  });

  it('drops zero values that have omitempty', () => {
    prints(spec(field(3, ''), int(11, 0)), '{"spec":{"containers":[{"name":"a"}]}}');
  });

  it('keeps zero values that have not', () => {
    const status = pod(field(3, field(8, field(1, ''), int(4, 0), int(5, 0), field(6, ''), field(7, ''))));
    prints(
      status,
      '{"status":{"containerStatuses":[{"image":"","imageID":"","name":"","ready":false,"restartCount":0}]}}',
    );
  });

  it('prints null for a slice, bytes or pointer without omitempty that is absent', () => {
    prints(pod(field(2)), '{"spec":{"containers":null}}');
    prints(
      stored('certificates.k8s.io/v1', 'CertificateSigningRequest', field(2)),
      '{"spec":{"request":null}}',
    );
    const slice = stored('discovery.k8s.io/v1', 'EndpointSlice', field(4, ''));
    prints(slice, '{"endpoints":null,"ports":null,"addressType":""}');
  });

  it('leaves out a scalar or a struct that is absent', () => {
    prints(stored('apps/v1', 'ControllerRevision', field(1)), '{"metadata":{}}');
  });

  it('prints a struct that is there and empty, even with omitempty', () => {
    prints(pod(field(1), field(3)), '{"metadata":{},"status":{}}');
    prints(service(), '{"spec":{}}');
  });

  it('prints a creation time that is there and empty as null', () => {
    prints(meta(field(8)), '{"metadata":{"creationTimestamp":null}}');
    prints(meta(), '{"metadata":{}}');
  });

  it('spreads inline structs into what they stand in, also those that are absent', () => {
    const volume = field(1, field(1, 'v'), field(2, field(2, field(1, 'Memory'))));
    prints(spec(volume), specJson('"volumes":[{"name":"v","emptyDir":{"medium":"Memory"}}]'));
    prints(spec(field(1, field(1, 'v'))), specJson('"volumes":[{"name":"v"}]'));
  });

  it('shows a number that is not known, and what is under it', () => {
    const { tree, problems } = decoded(meta(field(1, 'web'), int(99, 5), field(98, 'new')));
    const want = '{"name":"web","unknown field #98":"new","unknown field #99":5}';
    assert.deepEqual(differences(tree.get('metadata'), parseJson(want)), []);
    assert.deepEqual(problems, []);
  });

  it('shows unknown numbers of inline structs with the number of the struct', () => {
    const volume = field(1, field(1, 'v'), field(2, int(77, 1)));
    prints(spec(volume), specJson('"volumes":[{"name":"v","unknown field #2.77":1}]'));
  });

  it('keeps fields that releases dropped: ObjectMeta 15', () => {
    prints(meta(field(15, 'east')), '{"metadata":{"clusterName":"east"}}');
  });
});

describe('values', () => {
  it('has integers exact, and negative ones in ten bytes', () => {
    prints(meta(int(7, 9_007_199_254_740_993n)), '{"metadata":{"generation":9007199254740993}}');
    prints(meta(int(7, -1n)), '{"metadata":{"generation":-1}}');
    prints(meta(int(7, -9_223_372_036_854_775_808n)), '{"metadata":{"generation":-9223372036854775808}}');
    prints(spec(int(25, -2_147_483_648n)), specJson('"priority":-2147483648'));
  });

  it('has bytes as base64', () => {
    const secret = stored('v1', 'Secret', entry(2, 'a', Buffer.from([0, 1, 255])), entry(2, 'b', ''));
    prints(secret, '{"data":{"a":"AAH/","b":""}}');
  });

  it('has a map entry without a value as zero', () => {
    prints(stored('v1', 'ConfigMap', field(2, field(1, 'k'))), '{"data":{"k":""}}');
    prints(spec(field(7, field(2, 'v'))), specJson('"nodeSelector":{"":"v"}'));
  });

  it('is not misled by names that JavaScript knows', () => {
    const map = stored('v1', 'ConfigMap', entry(2, '__proto__', 'x'), entry(2, 'constructor', 'y'));
    prints(map, '{"data":{"__proto__":"x","constructor":"y"}}');
  });

  it('replaces each byte that is no UTF-8, and keeps a byte order mark', () => {
    const name = Buffer.from([0x61, 0xe2, 0x82, 0x62, 0xff]);
    prints(meta(field(1, name)), '{"metadata":{"name":"a\ufffd\ufffdb\ufffd"}}');
    prints(meta(field(1, '\ufeffa')), '{"metadata":{"name":"\ufeffa"}}');
    prints(meta(field(1, 'a\ufffdb')), '{"metadata":{"name":"a\ufffdb"}}');
  });

  it('takes the last of a scalar that comes twice, and joins a message in pieces', () => {
    prints(meta(field(1, 'one'), field(1, 'two')), '{"metadata":{"name":"two"}}');
    const pieces = pod(field(1, field(1, 'web')), field(1, field(3, 'ns')));
    prints(pieces, '{"metadata":{"name":"web","namespace":"ns"}}');
  });

  it('reads lists of numbers with and without a tag for each', () => {
    const context = (...groups: readonly Uint8Array[]): Buffer => spec(field(14, ...groups));
    prints(context(int(4, 1), int(4, 300)), specJson('"securityContext":{"supplementalGroups":[1,300]}'));
    prints(
      context(field(4, Buffer.from([1, 0xac, 2]))),
      specJson('"securityContext":{"supplementalGroups":[1,300]}'),
    );
  });
});

describe('special types', () => {
  it('Time is RFC 3339 in seconds; empty or year 1 is null', () => {
    const created = (...time: readonly Uint8Array[]): Buffer => meta(field(8, ...time));
    prints(
      created(int(1, 1_700_000_000), int(2, 5)),
      '{"metadata":{"creationTimestamp":"2023-11-14T22:13:20Z"}}',
    );
    prints(created(int(1, 0)), '{"metadata":{"creationTimestamp":"1970-01-01T00:00:00Z"}}');
    prints(created(int(1, -62_135_596_800n)), '{"metadata":{"creationTimestamp":null}}');
    prints(created(int(1, 253_402_300_799)), '{"metadata":{"creationTimestamp":"9999-12-31T23:59:59Z"}}');
  });

  it('MicroTime always has six decimals', () => {
    const lease = (...time: readonly Uint8Array[]): Buffer =>
      stored('coordination.k8s.io/v1', 'Lease', field(2, field(4, ...time)));
    const renewed = (text: string): string => `{"spec":{"renewTime":${text}}}`;
    prints(lease(int(1, 1_700_000_000), int(2, 1_999)), renewed('"2023-11-14T22:13:20.000001Z"'));
    prints(lease(int(1, 1_700_000_000)), renewed('"2023-11-14T22:13:20.000000Z"'));
    prints(lease(), renewed('null'));
  });

  it('Quantity is its string, and "0" when it has none', () => {
    const quota = stored(
      'v1',
      'ResourceQuota',
      field(2, entry(1, 'cpu', field(1, '1500m')), entry(1, 'pods', '')),
    );
    prints(quota, '{"spec":{"hard":{"cpu":"1500m","pods":"0"}}}');
  });

  it('IntOrString is what it says it is', () => {
    const port = (...target: readonly Uint8Array[]): Buffer =>
      service(field(1, int(3, 80), field(4, ...target)));
    const ports = (target: string): string => `{"spec":{"ports":[{"port":80,"targetPort":${target}}]}}`;
    prints(port(int(1, 0), int(2, 8080), field(3, '')), ports('8080'));
    prints(port(int(1, 1), int(2, 0), field(3, 'http')), ports('"http"'));
    prints(port(), ports('0'));
  });

  it('RawExtension and FieldsV1 are the JSON in them, numbers exact', () => {
    const revision = (...data: readonly Uint8Array[]): Buffer =>
      stored('apps/v1', 'ControllerRevision', field(2, ...data), int(3, 1));
    prints(revision(field(1, '{"n":9007199254740993}')), '{"data":{"n":9007199254740993},"revision":1}');
    prints(revision(), '{"data":null,"revision":1}');
    const fields = meta(field(17, field(1, 'kubelet'), field(7, field(1, '{"f:status":{}}'))));
    prints(fields, '{"metadata":{"managedFields":[{"manager":"kubelet","fieldsV1":{"f:status":{}}}]}}');
  });

  it('ExtraValue is a list', () => {
    const extra = field(6, field(1, 'scopes'), field(2, field(1, 'a'), field(1, 'b')));
    const request = stored(
      'certificates.k8s.io/v1',
      'CertificateSigningRequest',
      field(2, field(1, 'x'), extra),
    );
    prints(request, '{"spec":{"request":"eA==","extra":{"scopes":["a","b"]}}}');
  });

  it('schemas of CustomResourceDefinitions take the form that they have', () => {
    const properties = (...schema: readonly Uint8Array[]): Buffer =>
      stored(
        'apiextensions.k8s.io/v1',
        'CustomResourceDefinition',
        field(2, field(7, field(4, field(1, ...schema)))),
      );
    const { tree } = decoded(
      properties(
        field(8, field(1, '[1,null]')),
        doubleField(9, 1.5),
        field(24, field(2, field(5, 'string')), field(2, field(5, 'integer'))),
        field(30, int(1, 1)),
        field(33, int(1, 0)),
        field(32, field(1, 'd'), field(2, field(2, 'x'), field(2, 'y'))),
        field(29, field(1, 'p'), field(2, field(24, field(1, field(5, 'object'))))),
      ),
    );
    const versions = jsonText(tree.get('spec') ?? null);
    assert.match(versions, /"default": \[\n\s+1,\n\s+null\n/);
    const want = `{"default":[1,null],"maximum":1.5,"items":[{"type":"string"},{"type":"integer"}],
      "additionalProperties":true,"additionalItems":false,"dependencies":{"d":["x","y"]},
      "properties":{"p":{"items":{"type":"object"}}}}`;
    const spec = parseJson(versions);
    assert.ok(spec instanceof Map);
    const [version] = spec.get('versions') as readonly ReadonlyMap<string, never>[];
    const schema = version?.get('schema') as ReadonlyMap<string, never> | undefined;
    assert.deepEqual(differences(schema?.get('openAPIV3Schema'), parseJson(want)), []);
  });
});

describe('kinds that the table does not have', () => {
  const route = stored(
    'route.openshift.io/v1',
    'Route',
    field(1, field(1, 'web'), field(3, 'shop')),
    field(2, field(1, 'shop.example.org'), field(3, field(1, 'Service'), int(3, 100))),
    int(9, 7),
    field(10, Buffer.from([0xff, 0xfe])),
  );

  it('have their metadata, and the rest by number: text, messages, bytes', () => {
    const { isKnownKind, name, namespace, tree } = decoded(route);
    assert.deepEqual([isKnownKind, namespace, name], [false, 'shop', 'web']);
    const want = `{"apiVersion":"route.openshift.io/v1","kind":"Route",
      "metadata":{"name":"web","namespace":"shop"},
      "unknown field #2":{"field #1":"shop.example.org","field #3":{"field #1":"Service","field #3":100}},
      "unknown field #9":7,"unknown field #10":"base64://4="}`;
    assert.deepEqual(differences(tree, parseJson(want)), []);
  });

  it('have no metadata made up where field 1 is something else', () => {
    const { tree } = decoded(stored('acme.io/v1', 'Odd', field(1, 'just text')));
    assert.deepEqual(differences(tree.get('unknown field #1'), 'just text'), []);
    assert.equal(tree.has('metadata'), false);
  });
});

describe('what else is in etcd', () => {
  it('JSON objects have their numbers exact', () => {
    const value = describeValue(
      Buffer.from(
        '{"apiVersion":"acme.io/v1","kind":"Widget","metadata":{"name":"w"},"n":9007199254740993}\n',
      ),
    );
    assert.ok(value.kind === 'object');
    assert.deepEqual([value.storedAs, value.objectKind, value.name], ['json', 'Widget', 'w']);
    assert.equal(value.tree.get('n'), 9_007_199_254_740_993n);
  });

  it('JSON without a kind is JSON; a lone number is text', () => {
    assert.equal(describeValue(Buffer.from('[1]')).kind, 'json');
    assert.deepEqual(describeValue(Buffer.from('29253440')), { kind: 'text', text: '29253440' });
    assert.deepEqual(describeValue(Buffer.from('{"a":')), { kind: 'text', text: '{"a":' });
    assert.deepEqual(describeValue(Buffer.alloc(0)), { kind: 'text', text: '' });
  });

  it('encrypted values name their provider and key', () => {
    assert.deepEqual(describeValue(Buffer.from('k8s:enc:secretbox:v1:key1:\x00\x01')), {
      kind: 'encrypted',
      provider: 'secretbox',
      keyName: 'key1',
      keyId: undefined,
    });
  });

  it('other bytes are binary', () => {
    assert.deepEqual(describeValue(Buffer.from([0, 1, 2])), { kind: 'binary', bytes: 3 });
  });

  it('an object in JSON inside an envelope is read; one that is packed is named', () => {
    const raw = '{"apiVersion":"v1","kind":"Pod"}';
    const envelope = (encoding: string, type: string): Buffer =>
      Buffer.concat([
        Buffer.from('k8s\0'),
        field(1, field(2, 'Pod')),
        field(2, raw),
        field(3, encoding),
        field(4, type),
      ]);
    assert.equal(decoded(envelope('', 'application/json')).objectKind, 'Pod');
    const packed = describeValue(envelope('gzip', ''));
    assert.ok(packed.kind === 'malformed');
    assert.match(packed.reason, /gzip/);
  });
});
