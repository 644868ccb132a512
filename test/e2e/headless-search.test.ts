import assert from 'node:assert/strict';
import { test } from 'node:test';
import { etcdVersions, haveEtcd } from '../support/etcd-binaries.js';
import { startEtcd } from '../support/start-etcd.js';
import { runProgram } from './run-program.js';

for (const version of etcdVersions) {
  test(`etcd ${version}: du adds up, search finds, and both say what they looked at`, async (t) => {
    if (!haveEtcd(t, version)) return;
    const etcd = await startEtcd({ version });
    t.after(etcd.stop);
    const at = ['--endpoints', etcd.endpoints[0] ?? ''];
    for (const name of ['cart', 'web', 'db']) {
      await etcd.etcdctl('put', `/registry/pods/shop/${name}`, `pod ${name}`);
    }
    await etcd.etcdctl('put', '/registry/configmaps/shop/big', 'x'.repeat(5_000));
    await etcd.etcdctl('put', '/registry/minions/n1', 'node');

    const du = await runProgram(['du', '--by', 'kind', ...at]);
    assert.equal(du.code, 0);
    assert.deepEqual(
      du.stdout.split('\n').flatMap((line) => /(\w+)$/u.exec(line)?.[1] ?? []),
      ['KIND', 'configmaps', 'pods', 'nodes', 'these'],
    );
    assert.match(du.stderr, /5 keys at rev 6/u);
    assert.match(du.stderr, /The database has .* in use/u);
    const json = JSON.parse((await runProgram(['du', '--namespace', 'shop', '-w', 'json', ...at])).stdout);
    assert.deepEqual(
      json.groups.map(({ kind, keys, bytes, exact }: Record<string, unknown>) => [kind, keys, bytes, exact]),
      [
        ['configmaps', 1, 29 + 5_000, true],
        // Keys of 24, 23 and 22 bytes, values of 8, 7 and 6.
        ['pods', 3, 69 + 21, true],
      ],
    );
    assert.equal((await runProgram(['du', '--by', 'kind', '--depth', '2', ...at])).code, 64);
    const undivided = await runProgram(['du', '--separator', 'none', '-w', 'simple', ...at]);
    assert.deepEqual(undivided.stdout, `5\t${29 + 5_000 + 69 + 21 + 20 + 4}\t(keys in no directory)\n`);
    const escaped = await runProgram(['du', '--separator', '\\x2f', '-w', 'simple', ...at]);
    assert.match(escaped.stdout, /^5\t\d+\t\/\n|\t\/registry\/\n/u);
    assert.equal((await runProgram(['du', '--separator', '\\q', ...at])).code, 64);

    const fuzzy = await runProgram(['search', 'shopcart', ...at]);
    assert.deepEqual([fuzzy.code, fuzzy.stdout], [0, '/registry/pods/shop/cart\n']);
    assert.match(fuzzy.stderr, /1 match: searched all 5 keys as of rev 6/u);
    const byValue = await runProgram(['search', '', '/registry/', '--value', 'pod w', '-w', 'json', ...at]);
    assert.deepEqual(
      byValue.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).key),
      ['/registry/pods/shop/web', undefined],
    );
    const none = await runProgram(['search', '--exact', 'nothing', ...at]);
    assert.deepEqual([none.code, none.stdout], [1, '']);
    assert.equal((await runProgram(['search', '--regex', '(', ...at])).code, 64);
    const past = await runProgram(['search', 'shop', '--rev', '2', ...at]);
    assert.equal(past.stdout, '/registry/pods/shop/cart\n');

    await etcd.stop();
    const gone = await runProgram(['search', 'shop', ...at]);
    assert.equal(gone.code, 2);
    assert.doesNotMatch(gone.stderr, /\n {4}at /u);
  });
}
