import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findEtcd, haveEtcd } from '../support/etcd-binaries.js';
import {
  authKeysScenario,
  authLeasesScenario,
  authNestedScenario,
  authRangesScenario,
  authWatchScenario,
} from './auth-key-scenarios.js';
import {
  authChangesScenario,
  authMaintenanceScenario,
  authManagementScenario,
  authOddPermissionsScenario,
  authPasswordsScenario,
  authRootScenario,
} from './auth-scenarios.js';
import { clusterScenario } from './cluster-scenarios.js';
import { authConcurrencyScenario, electionScenario, lockScenario } from './concurrency-scenarios.js';
import {
  kubernetesCompactionScenario,
  kubernetesListScenario,
  kubernetesWatchScenario,
  kubernetesWritesScenario,
} from './kubernetes-scenarios.js';
import { compactionScenario, putScenario, rangeScenario } from './kv-scenarios.js';
import { expiryScenario, keepAliveScenario, leaseScenario } from './lease-scenarios.js';
import {
  compactionHashesScenario,
  hashScenario,
  protocolScenario,
  quotaScenario,
  statusScenario,
} from './maintenance-scenarios.js';
import { type SubjectName, startSubject } from './subjects.js';
import { type Scenario, Script, type Transcript } from './transcript.js';
import { compareScenario, txnLimitScenario, txnScenario } from './txn-scenarios.js';
import {
  watchCompactedScenario,
  watchControlScenario,
  watchFragmentScenario,
  watchHistoryScenario,
  watchScenario,
} from './watch-scenarios.js';
import { WireClient } from './wire-client.js';

const scenarios: readonly Scenario[] = [
  rangeScenario,
  putScenario,
  compactionScenario,
  compareScenario,
  txnScenario,
  txnLimitScenario,
  leaseScenario,
  keepAliveScenario,
  expiryScenario,
  watchScenario,
  watchHistoryScenario,
  watchCompactedScenario,
  watchControlScenario,
  watchFragmentScenario,
  hashScenario,
  compactionHashesScenario,
  statusScenario,
  quotaScenario,
  protocolScenario,
  kubernetesWritesScenario,
  kubernetesListScenario,
  kubernetesCompactionScenario,
  kubernetesWatchScenario,
  clusterScenario,
  lockScenario,
  electionScenario,
  authConcurrencyScenario,
  authManagementScenario,
  authOddPermissionsScenario,
  authRangesScenario,
  authKeysScenario,
  authNestedScenario,
  authLeasesScenario,
  authWatchScenario,
  authRootScenario,
  authMaintenanceScenario,
  authChangesScenario,
  authPasswordsScenario,
];

for (const scenario of scenarios) {
  test(`node-core answers as etcd: ${scenario.name}`, async (t) => {
    if (!haveEtcd(t, '3.6')) {
      return;
    }
    const [ours, newer, older] = await Promise.all([
      play(scenario, 'node-core'),
      play(scenario, '3.6'),
      scenario.only36 === true || findEtcd('3.4') === undefined ? undefined : play(scenario, '3.4'),
    ]);
    compare(ours, newer, []);
    if (older !== undefined) {
      compare(ours, older, scenario.notIn34 ?? []);
    }
  });
}

async function play(scenario: Scenario, name: SubjectName): Promise<Transcript> {
  const subject = await startSubject(name, scenario.flags ?? []);
  const client = new WireClient(subject.address);
  try {
    const script = new Script(client);
    await scenario.run(script);
    return script.transcript;
  } finally {
    client.close();
    await subject.stop();
  }
}

function compare(ours: Transcript, theirs: Transcript, except: readonly string[]): void {
  assert.deepEqual([...ours.keys()], [...theirs.keys()]);
  for (const [step, answer] of theirs) {
    if (!except.includes(step)) {
      assert.deepEqual(ours.get(step), answer, `step "${step}"`);
    }
  }
}
