import type { EtcdClient } from '../client/api.js';
import type { ClusterChoices } from '../store/contexts.js';
import type { ReadCertificateFiles } from './certificate-files.js';

/** A connection that was made and answered. */
export interface OpenedCluster {
  readonly client: EtcdClient;
  readonly contextName: string;
  readonly source: string;
  /** What the operator did not say and should know, a sentence each. */
  readonly notes: readonly string[];
  /** Those of this host's etcd, when they led to it. */
  readonly readCertificates?: ReadCertificateFiles | undefined;
  /** Where this host's API server keeps its objects, when it was told where. */
  readonly registryRoot?: string | undefined;
}

/** The clusters there are, and the way to them. */
export interface Clusters {
  list(): Promise<ClusterChoices>;
  /**
   * Connects and asks a first question. Rejects with a sentence, or when `signal` is aborted; nothing of it is left
   * open then.
   */
  open(
    id: string,
    askPassword: (user: string) => Promise<string>,
    signal: AbortSignal,
  ): Promise<OpenedCluster>;
}

/** Other clusters, where the program that runs the session knows any. */
export interface Switching {
  readonly clusters: Clusters;
  /** Ends this session and begins one on that cluster. */
  switchTo(opened: OpenedCluster): void;
}
