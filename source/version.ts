declare const __ETCDSCOPE_VERSION__: string | undefined;

/** Set by the build; the sources run as `development`. */
export const programVersion: string =
  typeof __ETCDSCOPE_VERSION__ === 'string' ? __ETCDSCOPE_VERSION__ : 'development';
