import assert from 'node:assert/strict';
import { createEtcdClient } from '../../source/client/client.js';
import { systemEnvironment } from '../../source/client/environment.js';
import { localConnection } from '../../source/commands/connection.js';
import { entry, field, stored } from '../kube/wire-writer.js';
import { nastyBytes, nastyTexts, unseenCharacter } from '../presentation/nasty.js';

const everyControl = Array.from({ length: 160 }, (_, code) => code)
  .filter((code) => code < 0x20 || code >= 0x7f)
  .map((code) => String.fromCharCode(code))
  .join('');

/** Sequences that this program never sends itself: what of them comes out came in. */
const orders =
  '\x1b[5;8m\x1b[77;77H\x1b[3J\x1bc\x1b]2;pwned\x07\x1b]52;c;cHduZWQ=\x1b\\\x1b]8;;http://pwned\x07\x9b5m\x1bP+q\x1b\\\x1b[6n';
export const nasty = `${everyControl}${orders}\u202e\u2066\u200b\ufeff漢字😀👨‍👩‍👧e${'\u0301'.repeat(500)}`;

/** Messages in messages, far deeper than any object is. */
function nested(depth: number): Buffer {
  let inner: Buffer = Buffer.from(nasty);
  for (let level = 0; level < depth; level += 1) inner = field(1, inner);
  return stored('v1', 'Pod', inner);
}

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

export const values: Readonly<Record<string, Uint8Array>> = {
  text: Buffer.from(nasty),
  wide: Buffer.from(`${nasty}${'x'.repeat(10_000)}\n${'漢'.repeat(10_000)}`),
  magic: Buffer.from('k8s\0'),
  broken: Buffer.concat([
    Buffer.from('k8s\0'),
    Buffer.from([0x12, 0xff, 0xff, 0xff, 0xff, 0x0f]),
    Buffer.alloc(900, 0x0a),
  ]),
  map: stored('v1', 'ConfigMap', field(1, field(1, nasty), entry(11, nasty, nasty)), entry(2, nasty, nasty)),
  'nested-protobuf': nested(5_000),
  kind: stored(nasty, nasty, field(1, field(1, nasty))),
  json: json({ [nasty]: nasty, kind: nasty, metadata: { name: nasty, managedFields: [{ manager: nasty }] } }),
  'deep-json': Buffer.from(`${'['.repeat(100_000)}${']'.repeat(100_000)}`),
  'deep-object': Buffer.from(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`),
  tower: Buffer.from(`a${'\u0301\u20dd'.repeat(50_000)}`),
  none: Buffer.alloc(0),
};

export async function fill(endpoint: string): Promise<void> {
  const client = createEtcdClient(localConnection(endpoint), systemEnvironment);
  const put = (key: string | Uint8Array, value: Uint8Array) =>
    client.kv.put({
      key: Buffer.from(key),
      value,
      lease: 0n,
      prevKv: false,
      ignoreValue: false,
      ignoreLease: false,
    });
  try {
    for (const [name, value] of Object.entries(values)) {
      await put(`/a/${name}`, value);
      // One key that was all of them in turn: each is compared with the next.
      await put('/registry/configmaps/a/each', value);
    }
    await put(`/registry/pods/${nasty}/${nasty}`, values['map'] ?? Buffer.of());
    await put(`/z/${'w'.repeat(10_000)}`, Buffer.from(nasty));
    for (const text of nastyTexts(60)) await put(`/n/${text}`, Buffer.from(text));
    for (const bytes of nastyBytes(60)) await put(Buffer.concat([Buffer.from('/b/'), bytes]), bytes);
  } finally {
    client.close();
  }
}

export function assertHarmless(text: string, what: string): void {
  const found = new RegExp(unseenCharacter.source, 'u').exec(text);
  assert.equal(
    found && JSON.stringify(text.slice(Math.max(0, found.index - 40), found.index + 40)),
    null,
    `${what}: a character got through`,
  );
  assert.doesNotMatch(text, /\u0301{4}/u, what);
}
