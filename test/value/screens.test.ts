import { describe, it } from 'node:test';
import { entry, field, int, stored } from '../kube/wire-writer.js';
import { demoCluster } from '../screens/demo-cluster.js';
import { FakeClient } from '../screens/fake-client.js';
import type { FakeValue } from '../screens/fake-cluster.js';
import { assertGolden, withScreen } from '../screens/harness.js';

const sizes = [
  [80, 24],
  [120, 40],
] as const;

const container = field(
  2,
  field(1, 'main'),
  field(2, 'registry.local/web:1.4'),
  field(6, int(3, 8080), field(4, 'TCP')),
  field(7, field(1, 'MODE'), field(2, 'on')),
);
const pod = stored(
  'v1',
  'Pod',
  field(1, field(1, 'web-1'), field(3, 'default'), field(5, '5a1e-web-1'), entry(11, 'app', 'web')),
  field(2, container, field(10, 'n2')),
  field(3, field(1, 'Running'), field(6, '10.42.0.17'), int(90, 7)),
);

const values: Readonly<Record<string, readonly [key: string, value: FakeValue]>> = {
  protobuf: ['/registry/pods/default/web-1', pod],
  damaged: ['/registry/pods/default/web-1', pod.subarray(0, -40)],
  encrypted: [
    '/registry/configmaps/default/sealed',
    Buffer.from('k8s:enc:aescbc:v1:key1:\x07\x01\x9c', 'latin1'),
  ],
  masked: ['/registry/secrets/default/token', '{"kind":"Secret","data":{"token":"aHVudGVyMg=="}}'],
  wrapped: [
    '/config/text',
    `${'The quick brown fox jumps over the lazy dog. '.repeat(9)}\nA second line.\tTab.`,
  ],
  gone: ['/config/limits', '{"rate":200}'],
};

describe('the value pane on the screen', () => {
  for (const [name, [key, value]] of Object.entries(values)) {
    it(`shows a value that is ${name}`, async () => {
      for (const [columns, rows] of sizes) {
        const client = new FakeClient({ ...demoCluster, keys: { [key]: value } }).up();
        await withScreen({ client, columns, rows }, async (screen) => {
          const depth = key.split('/').length - 2;
          for (let level = 0; level < depth; level += 1) await screen.press('right', 'down');
          await screen.advance(200);
          await screen.press('v');
          if (name === 'wrapped') await screen.press('w');
          if (name === 'gone') client.write(key, undefined, screen.clock.nowMs());
          await screen.advance(200);
          assertGolden(screen, `value-${name}-${columns}x${rows}`);
        });
      }
    });
  }
});
