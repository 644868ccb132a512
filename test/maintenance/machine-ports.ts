import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { EtcdClient } from '../../source/client/api.js';
import { collectEvidence } from '../../source/effects/members-evidence.js';
import { machineActor, machineFiles, openAuditLog } from '../../source/maintenance/audit-file.js';
import type { MaintenancePorts } from '../../source/maintenance/run.js';

/** A plan's outside: a real cluster, and an audit log that goes with the test. */
export async function portsFor(t: TestContext, client: EtcdClient): Promise<MaintenancePorts> {
  const directory = await mkdtemp(join(tmpdir(), 'etcdscope-audit-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  return {
    client,
    collect: () => collectEvidence(client, undefined, Date.now),
    audit: openAuditLog(join(directory, 'audit.log'), machineFiles),
    actor: machineActor({}),
    nowMs: Date.now,
    pause: (ms) => pause(ms),
  };
}
