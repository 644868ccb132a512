import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { createEtcdClient } from '../../source/client/client.js';
import { systemEnvironment } from '../../source/client/environment.js';
import { localConnection } from '../../source/commands/connection.js';
import { etcdVersions, haveEtcd } from '../support/etcd-binaries.js';
import { freePorts } from '../support/free-ports.js';
import { type EtcdOptions, type RunningEtcd, startEtcd } from '../support/start-etcd.js';
import { parseEtcdctl } from './etcdctl-json.js';
import { type Finished, runProgram } from './run-program.js';

async function started(t: TestContext, options: EtcdOptions): Promise<RunningEtcd> {
  const etcd = await startEtcd(options);
  t.after(etcd.stop);
  return etcd;
}

/** A place for the audit log that is not the operator's. */
async function stateHome(t: TestContext): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'etcdscope-state-'));
  t.after(() => rm(directory, { recursive: true }));
  return directory;
}

const at = (etcd: RunningEtcd): string[] => ['--endpoints', etcd.endpoints.join(',')];

interface TriageJson {
  readonly verdict: string;
  readonly findings: readonly { readonly rule: string; readonly severity: string; readonly title: string }[];
}

/** Runs triage both ways; the exit code is the same. */
async function triage(etcd: RunningEtcd, code: number): Promise<TriageJson> {
  const table = await runProgram(['triage', '-w', 'table', ...at(etcd)]);
  assert.equal(table.code, code, table.stdout + table.stderr);
  const asked = await runProgram(['triage', '-w', 'json', ...at(etcd)]);
  assert.equal(asked.code, code, asked.stdout);
  const judged = JSON.parse(asked.stdout) as TriageJson;
  assert.equal(table.stdout.trimEnd().split('\n').length, judged.findings.length + 1);
  return judged;
}

const severities = ({ findings }: TriageJson, rule: string): readonly string[] =>
  findings.filter((finding) => finding.rule === rule).map(({ severity }) => severity);

/** Writes `megabytes` to one key each, until done or until the quota is used up. */
async function fill(etcd: RunningEtcd, megabytes: number): Promise<void> {
  const client = createEtcdClient(localConnection(etcd.endpoints[0] ?? ''), systemEnvironment);
  try {
    for (let index = 0; index < megabytes; index++) {
      await client.kv.put({ key: Buffer.from(`fill/${index}`), value: Buffer.alloc(1_000_000, 'x') });
    }
  } finally {
    client.close();
  }
}

for (const version of etcdVersions) {
  test(`etcd ${version}: triage finds a healthy member healthy`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const judged = await triage(await started(t, { version }), 0);
    assert.equal(judged.verdict, 'ok');
    assert.deepEqual(severities(judged, 'alarms'), ['ok']);
  });

  test(`etcd ${version}: triage warns of an even number of members`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const judged = await triage(await started(t, { version, members: 2 }), 1);
    assert.equal(judged.verdict, 'warning');
    assert.deepEqual(severities(judged, 'member-count'), ['warning']);
  });

  test(`etcd ${version}: triage, status and health tell of a full database`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const etcd = await started(t, { version, flags: ['--quota-backend-bytes=4194304'] });
    await assert.rejects(fill(etcd, 20), /NOSPACE/u);
    assert.match(await etcd.etcdctl('alarm', 'list'), /NOSPACE/u);
    const judged = await triage(etcd, 2);
    assert.deepEqual(severities(judged, 'alarms'), ['critical']);
    const status = await runProgram(['status', '-w', 'json', ...at(etcd)]);
    const { members } = JSON.parse(status.stdout) as { members: { id: string; alarms: unknown[] }[] };
    assert.deepEqual(members[0]?.alarms, [{ memberId: members[0]?.id, alarm: 'NOSPACE' }]);
    const health = await runProgram(['health', '-w', 'json', ...at(etcd)]);
    assert.equal(health.code, 1);
    assert.match(JSON.parse(health.stdout)[0].error, /NOSPACE/u);
    const env = { XDG_STATE_HOME: await stateHome(t) };
    const refused = await runProgram(['put', 'k', 'v', '--yes', ...at(etcd)], { env });
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /^etcdscope: nothing was done: a NOSPACE alarm: .*run it again\n$/u);
    const deleted = await runProgram(['del', 'fill/0', '--yes', ...at(etcd)], { env });
    assert.equal(deleted.code, 0, deleted.stderr);
    assert.match(deleted.stdout, /Cannot be undone while NOSPACE stands/u);
  });

  test(`etcd ${version}: compaction, planned, refused and done`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const etcd = await started(t, { version });
    const state = await stateHome(t);
    for (let index = 0; index < 10; index++) {
      await etcd.etcdctl('put', 'a', `${index}`); // revisions 2 to 11
    }
    const compact = (...args: string[]): Promise<Finished> =>
      runProgram(['compact', ...args, ...at(etcd)], { env: { XDG_STATE_HOME: state } });
    const readable = (revision: number): Promise<string> => etcd.etcdctl('get', 'a', `--rev=${revision}`);

    assert.equal((await compact('8', '--dry-run')).code, 0);
    const unasked = await compact('8');
    assert.equal(unasked.code, 64);
    assert.match(unasked.stderr, /--yes/u);
    assert.equal((await compact('999', '--yes')).code, 1);
    assert.equal(await readable(2), 'a\n0\n');

    const done = await compact('8', '--yes', '-w', 'json');
    assert.equal(done.code, 0, done.stderr);
    const result = JSON.parse(done.stdout) as { outcome: string; auditLog: string };
    assert.equal(result.outcome, 'done');
    assert.equal(await readable(8), 'a\n6\n');
    await assert.rejects(readable(7), /compacted/u);
    assert.ok(result.auditLog.startsWith(state));
    assert.match(await readFile(result.auditLog, 'utf8'), /compact/u);

    const again = await compact('8', '--yes');
    assert.equal(again.code, 1);
    assert.doesNotMatch(again.stderr, /\n\s+at /u);
    assert.equal((await compact('--keep', '1', '--yes')).code, 0);
    await assert.rejects(readable(9), /compacted/u);
    assert.equal(await readable(11), 'a\n9\n');
  });

  test(`etcd ${version}: defragmentation gives back what it says`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const etcd = await started(t, { version });
    const state = await stateHome(t);
    await fill(etcd, 8);
    await etcd.etcdctl('del', '--prefix', 'fill/');
    await etcd.etcdctl('compact', '--physical', '10');
    const before = await dbSize(etcd);
    const env = { XDG_STATE_HOME: state };
    const { code, stdout, stderr } = await runProgram(['defrag', '--yes', '-w', 'json', ...at(etcd)], {
      env,
    });
    assert.equal(code, 0, stderr);
    const { outcome, steps } = JSON.parse(stdout) as {
      outcome: string;
      steps: { sizes: { member: string; dbSizeBytesBefore: number; dbSizeBytesAfter: number }[] }[];
    };
    assert.equal(outcome, 'done');
    const after = await dbSize(etcd);
    assert.ok(after < before / 2, `${before} bytes became ${after}`);
    const sizes = steps.flatMap((step) => step.sizes);
    assert.equal(sizes[0]?.member, 'm1');
    assert.equal(sizes[0]?.dbSizeBytesBefore, before);
    assert.equal(sizes[0]?.dbSizeBytesAfter, after);
  });
}

async function dbSize(etcd: RunningEtcd): Promise<number> {
  const status = parseEtcdctl(await etcd.etcdctl('endpoint', 'status', '-w', 'json')) as {
    Status: { dbSize: number };
  }[];
  return status[0]?.Status.dbSize ?? Number.NaN;
}

test('triage that could not look', async () => {
  const [port] = await freePorts(1);
  const nowhere = ['--endpoints', `127.0.0.1:${port}`, '--dial-timeout', '1s', '--command-timeout', '2s'];
  for (const format of ['json', 'table', 'simple']) {
    const { code, stderr } = await runProgram(['triage', '-w', format, ...nowhere]);
    assert.equal(code, 3);
    assert.doesNotMatch(stderr, /\n\s+at /u);
  }
});
