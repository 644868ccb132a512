import type { EtcdClient } from '../client/api.js';
import type { ReadCertificateFiles } from './certificate-files.js';
import type { Switching } from './switching.js';

/** What effects may use of the outside. */
export interface Services {
  readonly client: EtcdClient;
  /** Aborted when the inspector ends; nothing is dispatched afterwards. */
  readonly signal: AbortSignal;
  /** Other clusters to go to; none when left out. */
  readonly switching?: Switching | undefined;
  /** The certificate files of this host's etcd, when that is what is looked at. */
  readonly readCertificates?: ReadCertificateFiles | undefined;
  /** Where this host's API server keeps its objects, when it was told where: `/k8s/`. */
  readonly registryRoot?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Gives the terminal to another program while `use` goes on; rejects when it cannot be had. Left out where there is none. */
  readonly lendTerminal?: <T>(use: () => Promise<T>) => Promise<T>;
  /** Wall time in milliseconds. */
  nowMs(): number;
  /** Calls back once after `delayMs`, unless the returned function is called or the inspector ends. */
  after(delayMs: number, callback: () => void): () => void;
}
