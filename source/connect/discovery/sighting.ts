import type { HostFiles } from './host-files.js';

/** A certificate that may be shown to etcd, and its key; paths of the host. */
export interface ClientPair {
  /** `healthcheck-client`, as the operator knows it. */
  readonly name: string;
  readonly certificate: string;
  readonly key: string;
  /** What makes a new one when it has expired: a command line. */
  readonly renewal?: string | undefined;
}

/** What a host's files say of one etcd and of how to reach it. */
export interface Sighting {
  /** What runs it, in a word or two: `kubeadm`. */
  readonly source: string;
  /** What was found, to follow "found": `kubeadm manifest /etc/kubernetes/manifests/etcd.yaml`. */
  readonly evidence: string;
  /** `here`: client URLs of the member on this host, the best one first. `elsewhere`: one of each member. */
  readonly members: 'here' | 'elsewhere';
  readonly endpoints: readonly string[];
  /** Where other members may be asked when this host's does not answer. */
  readonly otherEndpoints: readonly string[];
  /** What the member shows to clients; undefined when that is not known here. */
  readonly servingCertificate: string | undefined;
  /** Files whose authorities may have signed the serving certificate, the likeliest first. */
  readonly authorities: readonly string[];
  /** The authority that client certificates must come from; undefined when that is not known here. */
  readonly clientAuthority: string | undefined;
  /** undefined when the member asks for none; else from the least to the most privileged. */
  readonly clients: readonly ClientPair[] | undefined;
}

/** A kind of installation. */
export interface Place {
  readonly source: string;
  /** Where its files are, for saying what was tried. */
  readonly looksAt: string;
  /**
   * undefined when nothing of it is on the host.
   * @throws ConnectionError when it is there and cannot be read or understood.
   */
  look(host: HostFiles): Promise<Sighting | undefined>;
}
