import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { describeValue } from '../../source/kube/describe.js';
import { parseJson } from '../../source/kube/json.js';
import { jsonText } from '../../source/kube/print-json.js';
import { differences } from './same.js';

/**
 * Objects that Kubernetes itself encoded, beside what Kubernetes prints of them. They are not part of the
 * repository: where they are missing the tests are skipped, also under ETCDSCOPE_FORBID_SKIP.
 */
const fixtures = fileURLToPath(new URL('../../../shared/fixtures/kubernetes/', import.meta.url));

function problemsOf(file: string): readonly string[] {
  const value = describeValue(readFileSync(file));
  const want = parseJson(readFileSync(file.replace(/\.pb$/, '.json'), 'utf8'));
  if (value.kind !== 'object') return [`is ${value.kind}`];
  return [
    ...value.problems,
    ...(value.isKnownKind ? [] : ['is of no known kind']),
    ...differences(value.tree, want),
    ...differences(parseJson(jsonText(value.tree)), want),
  ];
}

describe('objects that Kubernetes encoded', () => {
  for (const set of ['full', 'sparse']) {
    it(`are decoded to what Kubernetes prints: ${set}`, (t) => {
      const directory = path.join(fixtures, set);
      if (!existsSync(directory)) {
        t.skip(`there are no fixtures at ${directory}`);
        return;
      }
      const files = readdirSync(directory).filter((name) => name.endsWith('.pb'));
      const wrong = files.flatMap((name) =>
        problemsOf(path.join(directory, name)).map((problem) => `${name} ${problem}`),
      );
      assert.deepEqual(wrong, []);
      assert.ok(files.length > 0);
      t.diagnostic(`${files.length} of ${files.length} objects of the ${set} set are equal by value`);
    });
  }
});
