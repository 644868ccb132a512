import type { jsonLog } from '../../../node-core/config/json-log.js';
import { loadTls, type TlsSource } from '../../../node-core/config/tls.js';
import type { TlsSettings } from '../../../node-core/config/tls-settings.js';

export interface TestTls extends Partial<TlsSettings> {
  readonly certFile: string;
  readonly keyFile: string;
  readonly log?: ReturnType<typeof jsonLog>;
}

/** TLS of a server with a certificate from files, and whatever else a test sets. */
export function tlsOf({ certFile, keyFile, log = () => undefined, ...settings }: TestTls): TlsSource {
  const files = { kind: 'files', certFile, keyFile } as const;
  return loadTls({
    files,
    settings: {
      certificate: files,
      trustedCaFile: undefined,
      revokedFile: undefined,
      requireClientCert: false,
      clientHostnames: [],
      minVersion: 'TLSv1.2',
      maxVersion: 'TLSv1.3',
      ciphers: undefined,
      ...settings,
    },
    wallMs: Date.now,
    log,
  });
}
