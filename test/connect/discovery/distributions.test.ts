import assert from 'node:assert/strict';
import { after, type TestContext, test } from 'node:test';
import { createAuthority } from '../../support/certificates.js';
import type { HostTree } from './host-tree.js';
import { found, problems, search, settingsOf, tree } from './searching.js';

const authority = await createAuthority();
after(authority.remove);

const hosts = ['localhost', '127.0.0.1', '10.0.0.1'];
const server = await authority.issue({ commonName: 'server', hosts });
const client = await authority.issue({ commonName: 'client' });
const other = await authority.issue({ commonName: 'other' });

const rancherConfiguration = (name: string) => `advertise-client-urls: https://10.0.0.1:2379
client-transport-security:
  cert-file: /var/lib/rancher/${name}/server/tls/etcd/server-client.crt
  client-cert-auth: true
  key-file: /var/lib/rancher/${name}/server/tls/etcd/server-client.key
  trusted-ca-file: /var/lib/rancher/${name}/server/tls/etcd/server-ca.crt
data-dir: /var/lib/rancher/${name}/server/db/etcd
initial-cluster: m1=https://10.0.0.1:2380
listen-client-urls: https://127.0.0.1:2379,https://10.0.0.1:2379
peer-transport-security:
  cert-file: /var/lib/rancher/${name}/server/tls/etcd/peer-server-client.crt
  client-cert-auth: true
  trusted-ca-file: /var/lib/rancher/${name}/server/tls/etcd/peer-ca.crt
`;

for (const [source, name] of [
  ['k3s', 'k3s'],
  ['RKE2', 'rke2'],
] as const) {
  test(`${source}: its configuration and its client certificate`, async (t) => {
    const directory = `/var/lib/rancher/${name}/server`;
    const host = await tree(t, {
      [`${directory}/db/etcd/config`]: rancherConfiguration(name),
      [`${directory}/tls/etcd/server-ca.crt`]: authority.certificate,
    });
    await host.writePair(`${directory}/tls/etcd/client`, client);
    await host.writePair(`${directory}/tls/etcd/server-client`, server);
    const etcd = await found(host);
    assert.equal(
      etcd.sentence,
      `found ${source} configuration ${directory}/db/etcd/config, using the client certificate`,
    );
    assert.deepEqual(settingsOf(etcd, host), {
      endpoints: 'https://127.0.0.1:2379',
      cacert: `${directory}/tls/etcd/server-ca.crt`,
      cert: `${directory}/tls/etcd/client.crt`,
      key: `${directory}/tls/etcd/client.key`,
    });
  });
}

test('k3s: another data directory, certificates alone, SQLite, an etcd elsewhere', async (t) => {
  const moved = await tree(t, {
    '/etc/rancher/k3s/config.yaml': 'data-dir: /srv/k3s # moved\ntls-san:\n- a\n',
    '/srv/k3s/server/tls/etcd/server-ca.crt': authority.certificate,
  });
  await moved.writePair('/srv/k3s/server/tls/etcd/client', client);
  const etcd = await found(moved);
  assert.equal(settingsOf(etcd, moved)['cert'], '/srv/k3s/server/tls/etcd/client.crt');
  assert.equal(settingsOf(etcd, moved)['endpoints'], 'https://127.0.0.1:2379');

  const sqlite = await tree(t, { '/var/lib/rancher/k3s/server/db/state.db': '' });
  assert.match(await problems(sqlite, 'k3s'), /SQLite/u);

  const config = '/etc/rancher/k3s/config.yaml';
  const external = await tree(t, {
    [config]:
      'datastore-endpoint: "https://10.0.0.8:2379,https://10.0.0.9:2379"\ndatastore-cafile: /c/ca.crt\ndatastore-certfile: /c/k3s.crt\ndatastore-keyfile: /c/k3s.key\n',
    '/c/ca.crt': authority.certificate,
  });
  await external.writePair('/c/k3s', client);
  assert.deepEqual(settingsOf(await found(external), external), {
    endpoints: 'https://10.0.0.8:2379,https://10.0.0.9:2379',
    cacert: '/c/ca.crt',
    cert: '/c/k3s.crt',
    key: '/c/k3s.key',
  });
  const mysql = await tree(t, { [config]: 'datastore-endpoint: mysql://k3s:secret@tcp(db:3306)/k3s\n' });
  const text = await problems(mysql, 'k3s');
  assert.match(text, /mysql/u);
  assert.doesNotMatch(text, /secret/u);
});

const resources = '/etc/kubernetes/static-pod-resources';
const openshiftManifest = `apiVersion: v1
kind: Pod
metadata: {name: etcd, namespace: openshift-etcd}
spec:
  containers:
  - name: etcdctl
    command: ["/bin/bash", "-c", "trap TERM INT; sleep infinity & wait"]
  - name: etcd
    command:
    - /bin/sh
    - -c
    - |
      #!/bin/sh
      set -euo pipefail
      etcdctl member list || true
      # exec etcd --cert-file=/not/this/one
      exec nice -n -19 ionice -c2 -n0 etcd \\
        --cert-file=/etc/kubernetes/static-pod-certs/secrets/etcd-all-certs/etcd-serving-master-0.crt \\
        --key-file=/etc/kubernetes/static-pod-certs/secrets/etcd-all-certs/etcd-serving-master-0.key \\
        --trusted-ca-file=/etc/kubernetes/static-pod-certs/configmaps/etcd-serving-ca/ca-bundle.crt \\
        --client-cert-auth=true \\
        --advertise-client-urls=https://\${NODE_master_0_IP}:2379 \\
        --listen-client-urls=https://0.0.0.0:2379,unixs://\${NODE_master_0_IP}:0 ||  mv a b
    env:
    - {name: NODE_master_0_IP, value: "10.0.0.1"}
    - name: ETCDCTL_CERT
      value: /etc/kubernetes/static-pod-certs/secrets/etcd-all-certs/etcd-peer-master-0.crt
    - name: ETCDCTL_KEY
      value: /etc/kubernetes/static-pod-certs/secrets/etcd-all-certs/etcd-peer-master-0.key
    - name: ETCDCTL_ENDPOINTS
      value: "https://10.0.0.1:2379,https://10.0.0.2:2379"
    - name: NODE_IP
      valueFrom: {fieldRef: {fieldPath: status.podIP}}
    volumeMounts:
    - mountPath: /etc/kubernetes/static-pod-resources
      name: resource-dir
    - mountPath: /etc/kubernetes/static-pod-certs
      name: cert-dir
  volumes:
  - hostPath: {path: ${resources}/etcd-pod-7}
    name: resource-dir
  - hostPath: {path: ${resources}/etcd-certs}
    name: cert-dir
`;

async function openshiftTree(t: TestContext): Promise<HostTree> {
  const host = await tree(t, {
    [`${resources}/etcd-certs/configmaps/etcd-serving-ca/ca-bundle.crt`]: authority.certificate,
  });
  await host.writePair(`${resources}/etcd-certs/secrets/etcd-all-certs/etcd-serving-master-0`, server);
  await host.writePair(`${resources}/etcd-certs/secrets/etcd-all-certs/etcd-peer-master-0`, client);
  return host;
}

test("OpenShift: the pod's script and variables, the API server's newest client certificate", async (t) => {
  const host = await openshiftTree(t);
  await host.write({ '/etc/kubernetes/manifests/etcd-pod.yaml': openshiftManifest });
  const peer = await found(host);
  assert.equal(peer.source, 'OpenShift');
  assert.match(peer.sentence, /using the etcdctl's certificate$/u);
  for (const revision of [9, 10]) {
    const directory = `${resources}/kube-apiserver-pod-${revision}/secrets/etcd-client`;
    await host.write({ [`${directory}/tls.crt`]: other.certificate, [`${directory}/tls.key`]: other.key });
  }
  const etcd = await found(host);
  assert.deepEqual(etcd.otherEndpoints, ['https://10.0.0.1:2379', 'https://10.0.0.2:2379']);
  assert.match(etcd.sentence, /manifest \S+etcd-pod\.yaml, using the etcd-client certificate$/u);
  assert.deepEqual(settingsOf(etcd, host), {
    endpoints: 'https://127.0.0.1:2379',
    cacert: `${resources}/etcd-certs/configmaps/etcd-serving-ca/ca-bundle.crt`,
    cert: `${resources}/kube-apiserver-pod-10/secrets/etcd-client/tls.crt`,
    key: `${resources}/kube-apiserver-pod-10/secrets/etcd-client/tls.key`,
  });
});

test('OpenShift: the manifest as JSON; without one the certificates alone', async (t) => {
  const host = await openshiftTree(t);
  const etcd = await found(host);
  assert.match(etcd.sentence, /OpenShift certificates in .*using the etcd-peer-master-0 certificate$/u);
  assert.equal(settingsOf(etcd, host)['endpoints'], 'https://127.0.0.1:2379');
  const command = ['/bin/sh', '-c', 'exec etcd --listen-client-urls=http://127.0.0.1:2379'];
  const pod = { spec: { containers: [{ name: 'etcd', command }] } };
  await host.write({ '/etc/kubernetes/manifests/etcd-pod.yaml': JSON.stringify(pod) });
  assert.match((await found(host)).sentence, /using http:\/\/127\.0\.0\.1:2379 without TLS$/u);
});

test('systemd: flags of the unit, over variables, over files; a drop-in changes it', async (t) => {
  const host = await tree(t, {
    '/lib/systemd/system/etcd.service': [
      '[Service]',
      'EnvironmentFile=-/etc/default/%p',
      'ExecStart=/usr/bin/etcd --name "$ETCD_NAME" \\',
      '  --advertise-client-urls http://10.0.0.1:2379',
    ].join('\n'),
    '/etc/default/etcd':
      '# settings\nETCD_NAME="m 1"\nETCD_LISTEN_CLIENT_URLS="http://10.0.0.1:2379,http://127.0.0.1:2381"\n',
  });
  const etcd = await found(host);
  assert.equal(etcd.source, 'systemd');
  assert.match(etcd.sentence, /systemd unit \/lib\/systemd\/system\/etcd\.service/u);
  assert.deepEqual(settingsOf(etcd, host), { endpoints: 'http://127.0.0.1:2381' });
  await host.write({
    '/etc/systemd/system/etcd.service.d/listen.conf':
      '[Service]\nExecStart=\nExecStart=/usr/bin/etcd --listen-client-urls=http://127.0.0.1:9\n',
  });
  assert.deepEqual(settingsOf(await found(host), host), { endpoints: 'http://127.0.0.1:9' });
});

test('systemd: a configuration file is all that counts', async (t) => {
  const host = await tree(t, {
    '/etc/systemd/system/etcd.service':
      '[Service]\nExecStart=/bin/bash -c "GOMAXPROCS=$(nproc) /usr/bin/etcd --config-file=\\"/etc/etcd/etcd.conf.yml\\""\n',
    '/etc/etcd/etcd.conf.yml': `# etcd
name: 'm1'
listen-client-urls: https://0.0.0.0:2379
client-transport-security:
  cert-file: /etc/etcd/pki/server.crt
  key-file: /etc/etcd/pki/server.key
  trusted-ca-file: /etc/etcd/pki/ca.crt
`,
    '/etc/etcd/pki/ca.crt': authority.certificate,
  });
  await host.writePair('/etc/etcd/pki/server', server);
  await host.writePair('/etc/etcd/pki/client', client);
  const etcd = await found(host);
  assert.match(etcd.sentence, /etcd\.service, using the client certificate$/u);
  assert.equal(settingsOf(etcd, host)['endpoints'], 'https://127.0.0.1:2379');
  assert.equal(settingsOf(etcd, host)['cacert'], '/etc/etcd/pki/ca.crt');
});

test('systemd: a unit hides those of its name in directories that count less; its own name comes first', async (t) => {
  const unit = (port: number) =>
    `[Service]\nExecStart=/usr/bin/etcd --listen-client-urls=http://127.0.0.1:${port}\n`;
  const host = await tree(t, {
    '/etc/systemd/system/etcd-events.service': unit(1),
    '/etc/systemd/system/etcd.service': unit(2),
    '/etc/systemd/system/etcd2.service': unit(3),
    '/lib/systemd/system/etcd.service': unit(4),
  });
  assert.deepEqual((await found(host)).endpoints, ['http://127.0.0.1:2']);
});

test('the CA that signed the server certificate is trusted, not the one for clients', async (t) => {
  const ofServers = await createAuthority('CA of servers');
  t.after(ofServers.remove);
  const settings = [
    'ETCD_LISTEN_CLIENT_URLS=https://127.0.0.1:2379',
    'ETCD_CERT_FILE=/pki/server.crt',
    'ETCD_KEY_FILE=/pki/server.key',
  ];
  const host = await tree(t, {
    '/etc/etcd.env': [
      ...settings,
      'ETCD_TRUSTED_CA_FILE=/pki/clients.crt',
      'ETCD_PEER_TRUSTED_CA_FILE=/pki/servers.crt',
    ].join('\n'),
    '/pki/clients.crt': authority.certificate,
    '/pki/servers.crt': ofServers.certificate,
  });
  await host.writePair('/pki/server', await ofServers.issue({ commonName: 'server', hosts }));
  await host.writePair('/pki/client', client);
  assert.equal(settingsOf(await found(host), host)['cacert'], '/pki/servers.crt');

  // Without any CA the system's must do: a certificate does not vouch for itself because it is there.
  await host.write({ '/etc/etcd.env': settings.join('\n') });
  assert.equal(settingsOf(await found(host), host)['cacert'], undefined);
});

test('a service that is installed and says nothing is not taken for an etcd', async (t) => {
  const host = await tree(t, {
    '/lib/systemd/system/etcd.service':
      '[Service]\nEnvironment=ETCD_DATA_DIR=/var/lib/etcd\nExecStart=/usr/bin/etcd\n',
    '/etc/systemd/system/etcd-backup.service': '[Service]\nExecStart=/usr/bin/etcdctl --x\n',
  });
  assert.match(await problems(host, 'service'), /etcd\.service sets no address/u);
});

test('files without a unit: YAML, variables, and certificates as kubespray names them', async (t) => {
  const yaml = await tree(t, { '/etc/etcd/etcd.yaml': 'listen-client-urls: http://127.0.0.1:2379\n' });
  assert.equal((await found(yaml)).source, 'etcd.yaml');

  const ssl = '/etc/ssl/etcd/ssl';
  const kubespray = await tree(t, {
    '/etc/etcd.env': [
      'ETCD_LISTEN_CLIENT_URLS=https://10.0.0.1:2379,https://127.0.0.1:2379',
      `ETCD_TRUSTED_CA_FILE=${ssl}/ca.pem`,
      `ETCD_CERT_FILE=${ssl}/member-n1.pem`,
      `ETCD_KEY_FILE=${ssl}/member-n1-key.pem`,
      'ETCD_CLIENT_CERT_AUTH=true',
    ].join('\n'),
    [`${ssl}/ca.pem`]: authority.certificate,
    [`${ssl}/member-n1.pem`]: server.certificate,
    [`${ssl}/member-n1-key.pem`]: server.key,
    [`${ssl}/node-n1.pem`]: client.certificate,
    [`${ssl}/node-n1-key.pem`]: client.key,
  });
  const etcd = await found(kubespray);
  assert.equal(etcd.sentence, "found etcd's settings in /etc/etcd.env, using the node-n1 certificate");
  await kubespray.write({ '/etc/etcd.env': 'ETCD_LISTEN_CLIENT_URLS=http://127.0.0.1:1\n' });
  assert.equal(settingsOf(await found(kubespray), kubespray)['endpoints'], 'http://127.0.0.1:1');
});

test('a master whose etcd is elsewhere: what its API server was told', async (t) => {
  const host = await tree(t, {
    '/etc/kubernetes/manifests/kube-apiserver.yaml': `spec:
  containers:
  - name: kube-apiserver
    command:
    - kube-apiserver
    - --etcd-cafile=/pki/ca.crt
    - --etcd-certfile=/pki/apiserver-etcd-client.crt
    - --etcd-keyfile=/pki/apiserver-etcd-client.key
    - --etcd-servers=https://10.0.0.8:2379,https://10.0.0.9:2379
    volumeMounts:
    - {mountPath: /pki/, name: pki}
  volumes:
  - {name: pki, hostPath: {path: /etc/kubernetes/pki}}
`,
    '/etc/kubernetes/pki/ca.crt': authority.certificate,
  });
  await host.writePair('/etc/kubernetes/pki/apiserver-etcd-client', client);
  const etcd = await found(host);
  assert.equal(etcd.source, 'API server');
  assert.deepEqual(settingsOf(etcd, host), {
    endpoints: 'https://10.0.0.8:2379,https://10.0.0.9:2379',
    cacert: '/etc/kubernetes/pki/ca.crt',
    cert: '/etc/kubernetes/pki/apiserver-etcd-client.crt',
    key: '/etc/kubernetes/pki/apiserver-etcd-client.key',
  });
});

test('an API server that systemd runs', async (t) => {
  const host = await tree(t, {
    '/etc/systemd/system/kube-apiserver.service':
      '[Service]\nExecStart=/usr/local/bin/kube-apiserver \\\n  --etcd-servers=http://10.0.0.8:2379 \\\n  --v=2\n',
  });
  assert.deepEqual(settingsOf(await found(host), host), { endpoints: 'http://10.0.0.8:2379' });
});

test('on an empty host every place is named with what it looked at', async (t) => {
  const { found: nothing, attempts, files } = await search(await tree(t));
  assert.equal(nothing, undefined);
  assert.deepEqual(files, { certificates: [], problems: [] });
  assert.deepEqual(
    attempts.map(({ source, isThere }) => [source, isThere]),
    ['kubeadm', 'k3s', 'RKE2', 'OpenShift', 'service', 'API server'].map((source) => [source, false]),
  );
  assert.match(attempts[0]?.problems[0] ?? '', /nothing at \/etc\/kubernetes\/manifests\/etcd\.yaml/u);
});
