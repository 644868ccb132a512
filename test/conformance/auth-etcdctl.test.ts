import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { type EtcdVersion, etcdVersions, findEtcd, haveEtcd } from '../support/etcd-binaries.js';
import { type SubjectName, startSubject } from './subjects.js';

/** Users log in as `--user name:password`; what follows is a command line. */
const commands: readonly string[] = [
  'user add root:r',
  'user add alice:a',
  'user add alice:a',
  'user add cert --no-password',
  'user list',
  'user get alice',
  'user get who',
  'role add root',
  'role add worker',
  'role add worker',
  'role list',
  'role grant-permission worker read r/1',
  'role grant-permission worker readwrite w/ --prefix=true',
  'role grant-permission worker write x --from-key=true',
  'role grant-permission worker read a b',
  'role grant-permission who read a b',
  'role get worker',
  'role get root',
  'role revoke-permission worker a b',
  'role revoke-permission worker a b',
  'role get worker',
  'auth enable',
  'user grant-role root root',
  'user grant-role alice worker',
  'user grant-role alice who',
  'user get alice --detail',
  'user revoke-role cert worker',
  'auth enable',
  'put w/1 v',
  '--user alice:b put w/1 v',
  '--user who:b put w/1 v',
  '--user cert:b put w/1 v',
  '--user alice:a put w/1 v',
  '--user alice:a put w/1 v --prev-kv',
  '--user alice:a put r/1 v',
  '--user alice:a get r/1',
  '--user alice:a get w/ --prefix',
  '--user alice:a get w',
  '--user alice:a del w/ --prefix --prev-kv',
  '--user alice:a del x --from-key',
  '--user alice:a del x --from-key --prev-kv',
  '--user alice:a user get alice',
  '--user alice:a user get root',
  '--user alice:a user list',
  '--user alice:a role get worker',
  '--user alice:a role get root',
  '--user alice:a role list',
  '--user alice:a auth disable',
  '--user alice:a watch secret',
  '--user root:r put secret v',
  '--user root:r get secret',
  '--user root:r user delete root',
  '--user root:r user revoke-role root root',
  '--user root:r role delete root',
  '--user root:r role delete worker',
  '--user root:r user get alice',
  '--user root:r user delete alice',
  '--user root:r user list',
  '--user root:r auth disable',
  'get secret',
];

// The role root permits everything; 3.4 does not say so.
for (const version of etcdVersions) {
  test(`etcdctl ${version} tells of users and roles as with etcd ${version}`, async (t) => {
    if (haveEtcd(t, version)) {
      const [ours, theirs] = await Promise.all([runAll('node-core', version), runAll(version, version)]);
      for (const [line, said] of theirs) {
        if (version === '3.6' || !line.endsWith(': role get root')) {
          assert.equal(ours.get(line), said, line);
        }
      }
    }
  });
}

async function runAll(name: SubjectName, version: EtcdVersion): Promise<ReadonlyMap<string, string>> {
  const subject = await startSubject(name, ['--bcrypt-cost=4']);
  const said = new Map<string, string>();
  try {
    for (const [number, command] of commands.entries()) {
      said.set(`${number}: ${command}`, await etcdctl(version, command.split(' '), subject.address));
    }
    return said;
  } finally {
    await subject.stop();
  }
}

/** What a command says, on both outputs, without the client's own log lines; and how it ends. */
function etcdctl(version: EtcdVersion, args: readonly string[], endpoint: string): Promise<string> {
  const binary = findEtcd(version)?.etcdctl ?? 'etcdctl';
  const env = { ETCDCTL_API: '3', ETCDCTL_ENDPOINTS: endpoint };
  return new Promise((resolve) => {
    execFile(binary, args, { env, timeout: 20_000 }, (error, stdout, stderr) => {
      const lines = `${stdout}${stderr}`.split('\n').filter((line) => !line.startsWith('{"level"'));
      resolve(`${lines.join('\n')}exit ${error === null ? 0 : error.code}`);
    });
  });
}
