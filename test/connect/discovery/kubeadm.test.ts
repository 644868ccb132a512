import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { after, type TestContext, test } from 'node:test';
import { fileBytesMax } from '../../../source/connect/discovery/host-files.js';
import { createAuthority } from '../../support/certificates.js';
import { type HostTree, kubeadmManifest, kubeadmUrls } from './host-tree.js';
import { found, problems, search, settingsOf, tree } from './searching.js';

const authority = await createAuthority();
const stranger = await createAuthority('another CA');
after(authority.remove);
after(stranger.remove);

const hosts = ['localhost', '127.0.0.1', '10.0.0.1'];
const server = await authority.issue({ commonName: 'server', hosts });
const client = await authority.issue({ commonName: 'client' });
const other = await authority.issue({ commonName: 'other' });
const expired = await authority.issue({
  commonName: 'expired',
  validFrom: new Date('2020-01-01T00:00:00Z'),
  validTo: new Date('2021-02-03T00:00:00Z'),
});
const foreign = await stranger.issue({ commonName: 'foreign' });

const pki = '/etc/kubernetes/pki/etcd';
const manifestPath = '/etc/kubernetes/manifests/etcd.yaml';

async function kubeadmTree(t: TestContext, urls = kubeadmUrls): Promise<HostTree> {
  const host = await tree(t, {
    [manifestPath]: kubeadmManifest(urls),
    [`${pki}/ca.crt`]: authority.certificate,
  });
  await host.writePair(`${pki}/server`, server);
  await host.writePair(`${pki}/peer`, server);
  return host;
}

test('kubeadm: the health check may do least; loopback first, then the other members', async (t) => {
  const host = await kubeadmTree(t);
  await host.writePair(`${pki}/healthcheck-client`, client);
  await host.writePair('/etc/kubernetes/pki/apiserver-etcd-client', other);
  const etcd = await found(host);
  assert.equal(etcd.source, 'kubeadm');
  assert.equal(
    etcd.sentence,
    `found kubeadm manifest ${manifestPath}, using the healthcheck-client certificate`,
  );
  assert.deepEqual(etcd.passedOver, []);
  assert.deepEqual(etcd.otherEndpoints, ['https://10.0.0.2:2379']);
  assert.deepEqual(settingsOf(etcd, host), {
    endpoints: 'https://127.0.0.1:2379',
    cacert: `${pki}/ca.crt`,
    cert: `${pki}/healthcheck-client.crt`,
    key: `${pki}/healthcheck-client.key`,
  });
});

test('kubeadm: what cannot be used is passed over in order of privilege, with the reason', async (t) => {
  const host = await kubeadmTree(t);
  await host.writePair(`${pki}/healthcheck-client`, expired);
  await host.writePair('/etc/kubernetes/pki/apiserver-etcd-client', { ...client, key: other.key });
  const etcd = await found(host);
  assert.match(etcd.sentence, /using the server certificate$/u);
  assert.match(
    etcd.passedOver[0] ?? '',
    /healthcheck-client\.crt .*expired on 2021-02-03.*kubeadm certs renew etcd-healthcheck-client/u,
  );
  assert.match(etcd.passedOver[1] ?? '', /apiserver-etcd-client\.key .*does not belong/u);
  assert.equal(etcd.passedOver.length, 2);
});

test('kubeadm: missing, of another CA, not valid yet', async (t) => {
  const host = await kubeadmTree(t);
  await host.writePair('/etc/kubernetes/pki/apiserver-etcd-client', foreign);
  const tomorrow = new Date(Date.now() + 86_400_000);
  const early = await authority.issue({ commonName: 'early', hosts, validFrom: tomorrow });
  await host.writePair(`${pki}/server`, early);
  const { passedOver, sentence } = await found(host);
  assert.match(sentence, /using the peer certificate$/u);
  assert.match(passedOver[0] ?? '', /healthcheck-client\.crt .*does not exist/u);
  assert.match(passedOver[1] ?? '', /apiserver-etcd-client\.crt was not signed by the CA .*ca\.crt/u);
  assert.match(passedOver[2] ?? '', /server\.crt .*not valid before/u);
});

test('kubeadm: a CA of the same name that was made anew is another CA', async (t) => {
  const host = await kubeadmTree(t);
  const before = await createAuthority();
  t.after(before.remove);
  await host.writePair(`${pki}/healthcheck-client`, await before.issue({ commonName: 'client' }));
  const { sentence, passedOver } = await found(host);
  assert.match(sentence, /server certificate$/u);
  assert.match(passedOver[0] ?? '', /healthcheck-client\.crt was not signed by the CA/u);
});

test('kubeadm: a certificate for servers only is not shown', async (t) => {
  const host = await kubeadmTree(t);
  await host.writePair(
    `${pki}/server`,
    await authority.issue({ commonName: 'server', hosts, isForServersOnly: true }),
  );
  const { sentence, passedOver } = await found(host);
  assert.match(sentence, /peer certificate$/u);
  assert.match(passedOver.at(-1) ?? '', /server\.crt is for servers only/u);
});

test('kubeadm: with no certificate that can be used it says why of each, and goes on looking', async (t) => {
  const host = await tree(t, { [manifestPath]: kubeadmManifest(kubeadmUrls) });
  for (const name of ['server', 'peer', 'healthcheck-client']) {
    await host.writePair(`${pki}/${name}`, expired);
  }
  await host.write({ [`${pki}/ca.crt`]: authority.certificate });
  const text = await problems(host, 'kubeadm');
  assert.match(text, /no client certificate that can be used/u);
  assert.match(text, /kubeadm certs renew etcd-server/u);
  assert.match(text, /kubeadm certs renew etcd-peer/u);
});

test('kubeadm: a certificate that ends soon is used and said', async (t) => {
  const host = await kubeadmTree(t);
  const soon = await authority.issue({ commonName: 'soon', validTo: new Date(Date.now() + 5 * 86_400_000) });
  await host.writePair(`${pki}/healthcheck-client`, soon);
  assert.match((await found(host)).sentence, /healthcheck-client certificate, which expires on \d{4}-/u);
});

test('kubeadm: paths of the pod are translated by its mounts', async (t) => {
  const manifest = kubeadmManifest(kubeadmUrls).replace(`path: ${pki}\n`, 'path: /srv/pki\n');
  const host = await tree(t, { [manifestPath]: manifest, '/srv/pki/ca.crt': authority.certificate });
  await host.writePair('/srv/pki/server', server);
  await host.writePair('/srv/pki/healthcheck-client', client);
  assert.equal(settingsOf(await found(host), host)['cert'], '/srv/pki/healthcheck-client.crt');
});

test('kubeadm: the innermost mount counts, and only whole names of directories', async (t) => {
  const manifest = kubeadmManifest(kubeadmUrls)
    .replace(`path: ${pki}\n`, 'path: /srv/pki\n')
    .replace(
      '    volumeMounts:\n',
      '    volumeMounts:\n    - {mountPath: /etc/kubernetes, name: all}\n    - {mountPath: /etc/kubernetes/pki/etcd/serv, name: all}\n',
    )
    .replace('  volumes:\n', '  volumes:\n  - {name: all, hostPath: {path: /srv/all}}\n');
  const host = await tree(t, { [manifestPath]: manifest, '/srv/pki/ca.crt': authority.certificate });
  await host.writePair('/srv/pki/healthcheck-client', client);
  assert.equal(settingsOf(await found(host), host)['cert'], '/srv/pki/healthcheck-client.crt');
});

test('kubeadm: without TLS no address of another member is guessed', async (t) => {
  const plain = kubeadmUrls.map((flag) => flag.replaceAll('https:', 'http:'));
  const etcd = await found(await tree(t, { [manifestPath]: kubeadmManifest(plain) }));
  assert.deepEqual([etcd.endpoints, etcd.otherEndpoints], [['http://127.0.0.1:2379'], []]);
});

test('kubeadm: flags win over the variables of the container', async (t) => {
  const manifest = kubeadmManifest(['--listen-client-urls=http://127.0.0.1:1']).replace(
    '    livenessProbe:\n',
    '    env:\n    - name: ETCD_LISTEN_CLIENT_URLS\n      value: http://127.0.0.1:2\n    livenessProbe:\n',
  );
  const etcd = await found(await tree(t, { [manifestPath]: manifest }));
  assert.deepEqual(etcd.endpoints, ['http://127.0.0.1:1']);
});

test('kubeadm: the address is one that the server certificate is for', async (t) => {
  const host = await kubeadmTree(t);
  await host.writePair(`${pki}/healthcheck-client`, client);
  await host.writePair(`${pki}/server`, await authority.issue({ commonName: 's', hosts: ['10.0.0.1'] }));
  assert.match(settingsOf(await found(host), host)['endpoints'] ?? '', /^https:\/\/10\.0\.0\.1:2379$/u);
  await host.writePair(`${pki}/server`, await authority.issue({ commonName: 's', hosts: ['etcd.example'] }));
  const named = settingsOf(await found(host), host);
  assert.equal(named['endpoints'], 'https://127.0.0.1:2379');
  assert.equal(named['tls-server-name'], 'etcd.example');
  // That name is one member's: the others are not asked under it.
  assert.deepEqual((await found(host)).otherEndpoints, []);
});

test('kubeadm: who gives a certificate or a CA is not asked for files', async (t) => {
  const host = await tree(t, { [manifestPath]: kubeadmManifest(kubeadmUrls) });
  const etcd = await found(host, { clientIsGiven: true, authorityIsGiven: true });
  assert.match(etcd.sentence, /the given client certificate/u);
  assert.deepEqual(Object.keys(settingsOf(etcd, host)), ['endpoints']);
});

test('kubeadm: a manifest that is not understood is named with the line', async (t) => {
  const host = await tree(t, { [manifestPath]: 'spec: &anchor\n' });
  assert.match(await problems(host, 'kubeadm'), /etcd\.yaml .*line 1: .*anchors.*--endpoints/u);
  await host.write({ [manifestPath]: 'spec:\n  containers:\n  - command: [pause]\n' });
  assert.match(await problems(host, 'kubeadm'), /runs no etcd/u);
});

test('kubeadm: the expiry of every certificate on the disk is known', async (t) => {
  const host = await kubeadmTree(t);
  await host.writePair(`${pki}/healthcheck-client`, expired);
  const { certificates } = (await search(host)).files;
  assert.deepEqual(
    certificates.map(({ path }) => path.slice(pki.length + 1)).sort(),
    ['ca.crt', 'healthcheck-client.crt', 'peer.crt', 'server.crt'].sort(),
  );
  const ended = certificates.find(({ path }) => path.endsWith('healthcheck-client.crt'));
  assert.equal(ended?.validToMs, Date.parse('2021-02-03T00:00:00Z'));
});

test('kubeadm: what is wrong with a certificate on the disk is known, whichever of them is used', async (t) => {
  const host = await kubeadmTree(t);
  await host.writePair(`${pki}/healthcheck-client`, client);
  await host.write({
    [`${pki}/server.crt`]: 'no certificate',
    [`${pki}/healthcheck-client.key`]: expired.key,
  });
  const { problems: wrong } = (await search(host)).files;
  const sentences = wrong.map(({ path, sentence }) => `${path} ${sentence}`).join('\n');
  assert.match(sentences, /server\.crt .*holds no PEM certificate/u);
  assert.match(sentences, /healthcheck-client\.crt .*does not belong to the certificate/u);
  assert.doesNotMatch(sentences, /does not exist/u);
});

test('a file that is too large, a directory or a device in its place: said, not waited for', async (t) => {
  const host = await tree(t, { [manifestPath]: '#'.repeat(fileBytesMax + 1) });
  assert.match(await problems(host, 'kubeadm'), /larger than 256 KiB/u);
  const odd = await tree(t, { [`${manifestPath}/x`]: '' });
  assert.match(await problems(odd, 'kubeadm'), /is a directory/u);
  const device = await tree(t, { '/etc/kubernetes/manifests/x': '' });
  await symlink('/dev/zero', join(device.root, manifestPath));
  assert.match(await problems(device, 'kubeadm'), /is a directory|no file/u);
});

test('of several etcds the first place is taken', async (t) => {
  const host = await kubeadmTree(t);
  await host.writePair(`${pki}/healthcheck-client`, client);
  await host.write({ '/etc/default/etcd': 'ETCD_LISTEN_CLIENT_URLS=http://127.0.0.1:1\n' });
  assert.equal((await found(host)).source, 'kubeadm');
});
