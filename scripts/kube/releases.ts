/** A published Go module whose types an API server stores, and where its packages begin. */
export interface PublishedModule {
  readonly path: string;
  /** Below the module: the folder whose sub-folders are packages named `<group>/<version>`. */
  readonly roots: readonly string[];
}

export const modules: readonly PublishedModule[] = [
  { path: 'k8s.io/api', roots: ['.'] },
  {
    path: 'k8s.io/apimachinery',
    roots: ['pkg/apis/meta', 'pkg/runtime', 'pkg/api/resource', 'pkg/util/intstr'],
  },
  { path: 'k8s.io/apiextensions-apiserver', roots: ['pkg/apis/apiextensions'] },
  { path: 'k8s.io/kube-aggregator', roots: ['pkg/apis/apiregistration'] },
];

/**
 * One release of every minor version, oldest first: a field that lived for two releases only may still
 * stand in somebody's etcd. Patch releases change no fields; these are the last ones of their minors
 * that module proxies and the checksum database both know.
 */
export const releases: readonly string[] = [
  'v0.16.15',
  'v0.17.17',
  'v0.18.19',
  'v0.19.16',
  'v0.20.15',
  'v0.21.14',
  'v0.22.17',
  'v0.23.17',
  'v0.24.17',
  'v0.25.16',
  'v0.26.15',
  'v0.27.16',
  'v0.28.15',
  'v0.29.15',
  'v0.30.14',
  'v0.31.0',
  'v0.32.13',
  'v0.33.13',
  'v0.34.13',
  'v0.35.10',
  'v0.36.6',
  'v0.37.2',
];

/**
 * In some forty fields releases differ about `omitempty` or a pointer, and so about how an empty value is
 * printed; one of them must decide. This one is the release that wrote the sparse objects which the
 * decoder is compared with. Fields that came later are printed as in the newest release.
 */
export const presenceRelease = 'v0.26.15';
