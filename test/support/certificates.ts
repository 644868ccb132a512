import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';

/** A certificate and its key, as PEM and as files. */
export interface CertificateFiles {
  readonly certificate: string;
  readonly key: string;
  readonly certificateFile: string;
  readonly keyFile: string;
}

export interface CertificateRequest {
  readonly commonName: string;
  /** DNS names and IP addresses the certificate is good for. */
  readonly hosts?: readonly string[];
  readonly validFrom?: Date;
  readonly validTo?: Date;
  /** Not for showing to servers, as certificates of some installations are. */
  readonly isForServersOnly?: boolean;
}

/** A certificate authority in a temporary directory. */
export interface CertificateAuthority {
  readonly certificate: string;
  readonly certificateFile: string;
  readonly directory: string;
  /** Signs a certificate for both sides of a connection: etcd's gateway dials its own server. */
  issue(request: CertificateRequest): Promise<CertificateFiles>;
  remove(): Promise<void>;
}

const dayMs = 86_400_000;

/** The hosts that a member started by these tests is reached at. */
export const loopbackHosts: readonly string[] = ['localhost', '127.0.0.1'];

export async function createAuthority(commonName = 'etcdscope test CA'): Promise<CertificateAuthority> {
  const directory = await mkdtemp(join(tmpdir(), 'etcdscope-ca-'));
  const root = await generate([{ name: 'commonName', value: commonName }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - 1000 * dayMs),
    notAfterDate: new Date(Date.now() + 1000 * dayMs),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const certificateFile = join(directory, 'ca.crt');
  await writeFile(certificateFile, root.cert);
  let issued = 0;
  return {
    certificate: root.cert,
    certificateFile,
    directory,
    issue: async (request) => {
      issued += 1;
      const pair = await sign(request, { key: root.private, cert: root.cert });
      const files = {
        certificateFile: join(directory, `${issued}.crt`),
        keyFile: join(directory, `${issued}.key`),
      };
      await writeFile(files.certificateFile, pair.cert);
      await writeFile(files.keyFile, pair.private, { mode: 0o600 });
      return { certificate: pair.cert, key: pair.private, ...files };
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

function sign(request: CertificateRequest, ca: { key: string; cert: string }) {
  const altNames = (request.hosts ?? []).map((host) =>
    isIP(host) === 0 ? { type: 2 as const, value: host } : { type: 7 as const, ip: host },
  );
  return generate([{ name: 'commonName', value: request.commonName }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ca,
    notBeforeDate: request.validFrom ?? new Date(Date.now() - dayMs),
    notAfterDate: request.validTo ?? new Date(Date.now() + 90 * dayMs),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true, clientAuth: request.isForServersOnly !== true },
      ...(altNames.length > 0 ? [{ name: 'subjectAltName' as const, altNames }] : []),
    ],
  });
}
