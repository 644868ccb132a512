import { describe, it } from 'node:test';
import { demoCluster } from '../screens/demo-cluster.js';
import { FakeClient } from '../screens/fake-client.js';
import { assertGolden, withScreen } from '../screens/harness.js';

const sizes = [
  [80, 24],
  [120, 40],
] as const;

/** A length-delimited field, by hand: none of these is longer than 127 bytes. */
const field = (number: number, content: string): string =>
  String.fromCharCode((number << 3) | 2, content.length) + content;

const meta = field(1, field(1, 'web-1') + field(3, 'default') + field(5, '5a1e-web-1'));
const pod = `k8s\0${field(1, field(1, 'v1') + field(2, 'Pod'))}${field(2, meta + field(2, 'spec of the pod'))}`;

const values: Readonly<Record<string, readonly [key: string, value: string]>> = {
  protobuf: ['/registry/pods/default/web-1', pod],
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
