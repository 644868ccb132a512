import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { createAuthority, loopbackHosts } from '../support/certificates.js';
import { etcdVersions, findEtcd, haveEtcd } from '../support/etcd-binaries.js';
import { freePorts } from '../support/free-ports.js';
import { startNodeCore } from './subjects.js';

const run = promisify(execFile);

/** Commands that dial one endpoint by itself: etcdctl 3.4 then sends it as the authority, URL and all. */
const commands: readonly (readonly string[])[] = [
  ['put', 'a', 'b'],
  ['get', 'a'],
  ['endpoint', 'status'],
  ['endpoint', 'health'],
  ['endpoint', 'hashkv'],
  ['defrag'],
  ['alarm', 'list'],
  ['member', 'list'],
  ['compact', '1'],
];

for (const version of etcdVersions) {
  test(`etcdctl ${version} reaches a member however its endpoint is spelled`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const member = await startNodeCore();
    t.after(() => member.stop());
    for (const endpoint of [member.address, `http://${member.address}`]) {
      for (const command of commands.filter(([name]) => name !== 'compact' || endpoint === member.address)) {
        await etcdctl(version, ['--endpoints', endpoint, ...command]);
      }
    }
  });

  test(`etcdctl ${version} reaches a member by https`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const authority = await createAuthority();
    t.after(() => authority.remove());
    const { certificateFile, keyFile } = await authority.issue({
      commonName: 'server',
      hosts: loopbackHosts,
    });
    const [port] = await freePorts(1);
    const url = `https://127.0.0.1:${port}`;
    const member = await startNodeCore([
      `--listen-client-urls=${url}`,
      `--advertise-client-urls=${url}`,
      `--cert-file=${certificateFile}`,
      `--key-file=${keyFile}`,
    ]);
    t.after(() => member.stop());
    for (const endpoint of [url, `127.0.0.1:${port}`]) {
      for (const command of commands.slice(0, -1)) {
        await etcdctl(version, ['--cacert', authority.certificateFile, '--endpoints', endpoint, ...command]);
      }
    }
  });
}

async function etcdctl(version: (typeof etcdVersions)[number], args: readonly string[]): Promise<void> {
  const env = { PATH: process.env['PATH'], ETCDCTL_API: '3' };
  const { stdout, stderr } = await run(findEtcd(version)?.etcdctl ?? 'etcdctl', args, { env });
  assert.doesNotMatch(`${stdout}${stderr}`, /PROTOCOL_ERROR|Unavailable|unhealthy/);
}
