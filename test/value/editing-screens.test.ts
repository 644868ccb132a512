import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { field, stored } from '../kube/wire-writer.js';
import { demoCluster } from '../screens/demo-cluster.js';
import { FakeClient } from '../screens/fake-client.js';
import type { FakeValue } from '../screens/fake-cluster.js';
import { assertGolden, type Screen, withScreen } from '../screens/harness.js';
import { eventually } from '../support/eventually.js';

const sizes = [
  [80, 24],
  [120, 40],
] as const;

interface Place {
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** A private place with an editor, which is a shell script; `$1` is the file. */
async function placeWith(t: TestContext, script: string): Promise<Place> {
  const directory = await mkdtemp(path.join(tmpdir(), 'etcdscope-edit-test-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  const editor = path.join(directory, 'editor');
  await writeFile(editor, `#!/bin/sh\n${script}\n`);
  await chmod(editor, 0o700);
  return {
    directory,
    environment: { EDITOR: editor, XDG_STATE_HOME: directory, XDG_RUNTIME_DIR: directory },
  };
}

/** Editors and files are real: waits for them in real time, while the screen's time stands still. */
async function settleUntil(screen: Screen, text: string): Promise<void> {
  await eventually(`the screen says ${text}`, async () => {
    await screen.settle();
    return screen.frame.includes(text);
  });
}

async function showKey(screen: Screen, key: string): Promise<void> {
  for (let level = 0; level < key.split('/').length - 2; level += 1) await screen.press('right', 'down');
  await screen.advance(200);
  await screen.press('v');
  await screen.advance(200);
}

async function withKey(
  { environment }: Place,
  [columns, rows]: readonly [number, number],
  [key, value]: readonly [string, FakeValue],
  use: (screen: Screen, client: FakeClient) => Promise<void>,
): Promise<void> {
  const [single] = demoCluster.members;
  assert.ok(single);
  const cluster = { ...demoCluster, members: [single], leaderId: single.id, keys: { [key]: value } };
  const client = new FakeClient(cluster).up();
  await withScreen({ client, columns, rows, writable: true, environment }, async (screen) => {
    await showKey(screen, key);
    await use(screen, client);
  });
}

const storedText = (client: FakeClient, key: string): string =>
  Buffer.from(client.store.range({ key: Buffer.from(key) }).kvs[0]?.value ?? []).toString();

/** Edits, and someone else writes before the plan is confirmed. */
async function untilConflict(screen: Screen, client: FakeClient, key: string, theirs: string): Promise<void> {
  await screen.press('e');
  await settleUntil(screen, `Write ${key}`);
  client.write(key, theirs, screen.clock.nowMs());
  await screen.press('pagedown', 'pagedown');
  await screen.type('prod-a');
  await screen.press('return');
  await settleUntil(screen, 'Changed meanwhile');
  await screen.advance(200);
}

const limits = ['/config/limits', '{"rate":200}\n'] as const;
const pod = stored('v1', 'Pod', field(1, field(1, 'web-1'), field(3, 'default')));

describe('editing a value on the screen', () => {
  for (const size of sizes) {
    const name = `${size[0]}x${size[1]}`;

    it(`shows the plan and what changes, writes once confirmed, and leaves no file: ${name}`, async (t) => {
      const place = await placeWith(t, `sed -i s/200/300/ "$1"; ls -l "$1" > ${'"$0".seen'}`);
      await withKey(place, size, limits, async (screen, client) => {
        await screen.press('e');
        await settleUntil(screen, 'Write /config/limits');
        assertGolden(screen, `value-edit-plan-${name}`);
        await screen.press('pagedown', 'pagedown');
        await screen.type('prod-a');
        await screen.press('return');
        await settleUntil(screen, '─ done');
        assert.equal(storedText(client, limits[0]), '{"rate":300}\n');
        const left = await readdir(place.directory);
        assert.deepEqual(
          left.filter((file) => file.startsWith('etcdscope-edit-')),
          [],
        );
        assert.match(await readFile(path.join(place.directory, 'editor.seen'), 'utf8'), /^-rw------- /u);
        const log = await readFile(path.join(place.directory, 'etcdscope', 'audit.log'), 'utf8');
        assert.doesNotMatch(log, /rate/u);
      });
    });

    it(`shows both sides of a conflict: ${name}`, async (t) => {
      const place = await placeWith(t, 'sed -i s/200/300/ "$1"');
      await withKey(place, size, limits, async (screen, client) => {
        await screen.press('e');
        await settleUntil(screen, 'Write /config/limits');
        client.store.write(limits[0], '{"rate":250}\n');
        await screen.press('pagedown', 'pagedown');
        await screen.type('prod-a');
        await screen.press('return');
        await settleUntil(screen, 'Changed meanwhile');
        assertGolden(screen, `value-edit-conflict-${name}`);
        await screen.press('o');
        await settleUntil(screen, 'Write /config/limits');
        assert.match(screen.frame, /"?rate"?: 250/u);
        await screen.press('escape');
        assert.match(screen.frame, /Nothing was written/u);
      });
    });

    it(`leaves what Kubernetes keeps to kubectl: ${name}`, async (t) => {
      const place = await placeWith(t, 'exit 1');
      await withKey(place, size, ['/registry/pods/default/web-1', pod], async (screen) => {
        await screen.press('e');
        assertGolden(screen, `value-edit-refused-${name}`);
        await screen.press('escape', 'delete');
        assert.match(screen.frame, /kubectl -n default delete pod web-1/u);
      });
    });
  }

  it('does nothing when the editor fails, is not there, or changes nothing, and says so', async (t) => {
    const cases = [
      ['exit 3', /ended with exit code 3\. Nothing was written/u],
      ['exec /nowhere/vi', /Nothing was written/u],
      ['true', /Nothing was changed in the editor, so nothing is written/u],
    ] as const;
    for (const [script, said] of cases) {
      const place = await placeWith(t, script);
      await withKey(place, [120, 40], limits, async (screen) => {
        await screen.press('e');
        await settleUntil(screen, 'Nothing was');
        assert.match(screen.frame, said);
      });
    }
  });

  it('takes an editor with arguments, and keeps a text whose plan was left', async (t) => {
    const place = await placeWith(
      t,
      '[ "$1" = "-x y" ] || exit 9; sed -i s/200/300/ "$2"; cat "$2" >> "$0".seen',
    );
    const { EDITOR = '' } = place.environment;
    const arguing = { ...place, environment: { ...place.environment, VISUAL: `${EDITOR} '-x y'` } };
    await withKey(arguing, [120, 40], limits, async (screen) => {
      await screen.press('e');
      await settleUntil(screen, 'Write /config/limits');
      await screen.press('escape', 'e');
      await settleUntil(screen, 'Write /config/limits');
      const seen = await readFile(path.join(place.directory, 'editor.seen'), 'utf8');
      assert.equal(seen, '{"rate":300}\n{"rate":300}\n');
    });
  });

  it('does not add the line end that an editor adds', async (t) => {
    const place = await placeWith(t, 'sed -i s/one/two/ "$1"');
    await withKey(place, [120, 40], ['/config/word', 'one'], async (screen, client) => {
      await screen.press('e');
      await settleUntil(screen, 'Write /config/word');
      await screen.type('prod-a');
      await screen.press('return');
      await settleUntil(screen, '─ done');
      assert.equal(storedText(client, '/config/word'), 'two');
    });
  });

  it('masks a secret in its plan until asked', async (t) => {
    const place = await placeWith(t, 'sed -i s/hunter1/hunter2/ "$1"');
    await withKey(place, [120, 40], ['/vault/secrets/db', 'hunter1\n'], async (screen) => {
      await screen.press('e');
      assert.match(screen.frame, /masked; m shows it, then it can be edited/u);
      await screen.press('m', 'e');
      await settleUntil(screen, 'Write /vault/secrets/db');
      assert.doesNotMatch(screen.frame, /\+hunter2/u);
      await screen.press('tab');
      assert.match(screen.frame, /\+hunter2/u);
    });
  });

  it('drops mine once a conflict is left, and theirs stays', async (t) => {
    const place = await placeWith(t, 'cat "$1" >> "$0".seen; sed -i s/200/300/ "$1"');
    await withKey(place, [120, 40], limits, async (screen, client) => {
      await untilConflict(screen, client, limits[0], '{"rate":250}\n');
      await screen.press('escape');
      await settleUntil(screen, '"rate": 250');
      assert.doesNotMatch(screen.frame, /Changed meanwhile/u);
      await screen.press('e');
      await settleUntil(screen, 'Nothing was changed');
      const seen = await readFile(path.join(place.directory, 'editor.seen'), 'utf8');
      assert.equal(seen, '{"rate":200}\n{"rate":250}\n', 'the editor begins with theirs');
      assert.equal(storedText(client, limits[0]), '{"rate":250}\n');
      const log = await readFile(path.join(place.directory, 'etcdscope', 'audit.log'), 'utf8');
      assert.doesNotMatch(log, /"outcome":"done"/u);
    });
  });

  it('masks both sides of a conflict in a secret until asked, and again', async (t) => {
    const place = await placeWith(t, 'sed -i s/hunter1/hunter2/ "$1"');
    await withKey(place, [120, 40], ['/vault/secrets/db', 'hunter1\n'], async (screen, client) => {
      await screen.press('m');
      await untilConflict(screen, client, '/vault/secrets/db', 'hunter3\n');
      const sides = /[+-]hunter\d/u;
      assert.doesNotMatch(screen.frame, sides);
      assert.match(screen.frame, /m show secret/u);
      await screen.press('m');
      assert.match(screen.frame, /\+hunter2/u);
      assert.match(screen.frame, /\+hunter3/u);
      await screen.press('m');
      assert.doesNotMatch(screen.frame, sides);
    });
  });

  it('is off while read-only', async (t) => {
    const { environment } = await placeWith(t, 'true');
    const client = new FakeClient({ ...demoCluster, keys: { [limits[0]]: limits[1] } }).up();
    await withScreen({ client, columns: 120, rows: 40, environment }, async (screen) => {
      await showKey(screen, limits[0]);
      await screen.press('e');
      assert.match(screen.frame, /Read-only: start etcdscope with --write/u);
    });
  });
});
