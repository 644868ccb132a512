import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { AuditError } from '../../source/maintenance/audit.js';
import { auditPath, machineFiles, openAuditLog } from '../../source/maintenance/audit-file.js';

test('the audit log stands under XDG_STATE_HOME, or where XDG says that is', () => {
  assert.equal(
    auditPath({ XDG_STATE_HOME: '/var/lib/state' }, '/root'),
    '/var/lib/state/etcdscope/audit.log',
  );
  assert.equal(auditPath({}, '/root'), '/root/.local/state/etcdscope/audit.log');
  assert.equal(auditPath({ XDG_STATE_HOME: 'relative' }, '/root'), '/root/.local/state/etcdscope/audit.log');
});

test('lines are appended to a file that only its owner reads, in a directory only its owner enters', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'etcdscope-audit-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  const path = join(directory, 'state', 'etcdscope', 'audit.log');
  const log = openAuditLog(path, machineFiles);
  await log.append('{"one":1}');
  await openAuditLog(path, machineFiles).append('{"two":2}');
  assert.equal(await readFile(path, 'utf8'), '{"one":1}\n{"two":2}\n');
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.equal((await stat(join(directory, 'state', 'etcdscope'))).mode & 0o777, 0o700);
});

test('a log that cannot be written is one sentence with the way out', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'etcdscope-audit-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  const file = join(directory, 'not-a-directory');
  await writeFile(file, '');
  const log = openAuditLog(join(file, 'audit.log'), machineFiles);
  await assert.rejects(log.append('{}'), (error: unknown) => {
    assert.ok(error instanceof AuditError);
    assert.match(error.message, /cannot be written .* set XDG_STATE_HOME/);
    return true;
  });
});
