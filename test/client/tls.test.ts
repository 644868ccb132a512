import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { TlsOptions } from '../../source/connect/options.js';
import { type CertificateFiles, createAuthority, loopbackHosts } from '../support/certificates.js';
import { etcdVersions, haveEtcd } from '../support/etcd-binaries.js';
import { eventually } from '../support/eventually.js';
import { startEtcd } from '../support/start-etcd.js';
import { connect, failure } from './connect.js';

const authority = await createAuthority();
after(authority.remove);
const server = await authority.issue({ commonName: 'm1', hosts: loopbackHosts });
const client = await authority.issue({ commonName: 'operator' });

const trusting: TlsOptions = {
  ca: Buffer.from(authority.certificate),
  certificate: undefined,
  key: undefined,
  serverName: undefined,
  skipVerify: false,
};

const showing = (files: CertificateFiles): TlsOptions => ({
  ...trusting,
  certificate: Buffer.from(files.certificate),
  key: Buffer.from(files.key),
});

for (const version of etcdVersions) {
  test(`etcd ${version} with client certificates`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const etcd = await startEtcd({
      version,
      tls: { server, client, authorityFile: authority.certificateFile, requireClient: true },
    });
    t.after(etcd.stop);
    const { endpoints } = etcd;
    const [endpoint = ''] = endpoints;
    const ask = (tls: TlsOptions) => connect(t, { endpoints, tls }).maintenance.status();
    const refusal = async (tls: TlsOptions) => {
      const error = await failure(ask(tls));
      assert.equal(error.kind, 'tls', error.message);
      return error.message;
    };

    await t.test('all in order', async () => {
      assert.ok((await ask(showing(client))).version.startsWith(version));
    });
    await t.test('no warning is printed for an endpoint that is an IP address', async () => {
      const warnings: Error[] = [];
      const note = (warning: Error) => warnings.push(warning);
      process.on('warning', note);
      await ask(showing(client));
      await new Promise(setImmediate);
      process.off('warning', note);
      assert.deepEqual(warnings, []);
    });
    await t.test('a server name instead of the address', async () => {
      await ask({ ...showing(client), serverName: 'localhost' });
      assert.match(
        await refusal({ ...showing(client), serverName: 'other.example' }),
        /not for other\.example/u,
      );
    });
    await t.test('verification is skipped only when asked for', async () => {
      assert.match(await refusal({ ...showing(client), ca: undefined }), /unknown authority/u);
      await ask({ ...showing(client), ca: undefined, skipVerify: true, serverName: 'other.example' });
    });
    await t.test('certificates that are renewed while it runs', async () => {
      let now: TlsOptions = { ...trusting, ca: undefined };
      const renewing = connect(t, { endpoints, tls: now, rereadTls: async () => now });
      assert.equal((await failure(renewing.maintenance.status())).kind, 'tls');
      now = trusting;
      await eventually('it asks for ours', () =>
        failure(renewing.maintenance.status()).then(({ message }) =>
          /asks for a client certificate/u.test(message),
        ),
      );
      now = showing(client);
      await eventually('it lets us in', () => renewing.connection.kind === 'ready');
      await renewing.maintenance.status();
    });
    await t.test('no client certificate', async () => {
      assert.match(await refusal(trusting), /asks for a client certificate.*--cert and --key/u);
    });
    await t.test('a client certificate of another authority, an expired one', async () => {
      const stranger = await createAuthority('another CA');
      t.after(stranger.remove);
      const foreign = await stranger.issue({ commonName: 'operator' });
      const expired = await authority.issue({
        commonName: 'operator',
        validTo: new Date(Date.now() - 3_600_000),
      });
      assert.match(await refusal(showing(foreign)), /refuses the client certificate/u);
      assert.match(await refusal(showing(expired)), /refuses the client certificate/u);
    });
    await t.test('plain text to the TLS port', async () => {
      const plain = connect(t, { endpoints: [endpoint.replace('https:', 'http:')] });
      const error = await failure(plain.maintenance.status());
      assert.equal(error.kind, 'tls');
      assert.match(error.message, /speaks TLS: write the endpoint with https:/u);
    });
    await t.test('the certificate as served', async () => {
      const served = await connect(t, { endpoints, tls: showing(client) }).servedCertificate(endpoint);
      assert.equal(served?.subject, 'CN=m1');
      assert.equal(served.issuer, 'CN=etcdscope test CA');
      assert.ok(served.validFromMs < Date.now() && served.validToMs > Date.now() + 80 * 86_400_000);
    });
  });

  test(`etcd ${version} without TLS`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const etcd = await startEtcd({ version });
    t.after(etcd.stop);
    const [endpoint = ''] = etcd.endpoints;
    const secure = endpoint.replace('http:', 'https:');
    const mistaken = connect(t, { endpoints: [secure], tls: trusting });
    const error = await failure(mistaken.maintenance.status());
    assert.equal(error.kind, 'tls');
    assert.match(error.message, /speaks plain text, not TLS: write the endpoint with http:/u);
    const client = connect(t, { endpoints: [endpoint] });
    assert.equal(await client.servedCertificate(endpoint), undefined);
    assert.equal((await failure(client.servedCertificate(secure))).kind, 'tls');
  });
}
