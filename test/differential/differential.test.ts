import assert from 'node:assert/strict';
import { test } from 'node:test';
import { haveEtcd } from '../support/etcd-binaries.js';
import { runCampaign } from './campaign.js';
import { keepDataInMemory } from './memory-directory.js';
import type { Program } from './program.js';
import { shrink } from './shrink.js';

const programs = 25;

test(`node-core answers ${programs} random programs as etcd does`, async (t) => {
  if (!haveEtcd(t, '3.6')) {
    return;
  }
  keepDataInMemory();
  // Always the same here, so that only a change of the tree can fail it; `npm run differential` plays others.
  const firstSeed = Number(process.env['TEST_SEED'] ?? 1);
  t.diagnostic(`TEST_SEED=${firstSeed}`);
  const reports: string[] = [];
  await runCampaign({
    programs,
    firstSeed,
    lanes: 1,
    onProgress: () => undefined,
    onDifference: (report) => reports.push(report),
  });
  assert.deepEqual(reports, []);
});

test('a program is cut down to what shows the difference', async () => {
  const noise: Program = Array.from({ length: 40 }, (_, number) => ({
    call: 'range',
    request: { limit: number },
  }));
  const program: Program = [
    ...noise,
    {
      call: 'txn',
      request: { compare: [{ key: 'a' }], success: [{ requestPut: { key: 'b', value: 'c' } }] },
    },
    ...noise,
    { call: 'compact', request: { revision: 1, physical: true } },
  ];
  const shows = async (smaller: Program) => {
    const text = JSON.stringify(smaller);
    return text.includes('"requestPut":{"key":"b"') && text.includes('compact');
  };
  assert.deepEqual(await shrink(program, shows, 1_000), [
    { call: 'txn', request: { success: [{ requestPut: { key: 'b' } }] } },
    { call: 'compact', request: {} },
  ]);
});
