/** A flag of the connection as data: parsing and help are made from it. */
export interface ConnectionFlag {
  /** Without dashes, in etcdctl's spelling. */
  readonly name: string;
  readonly type: 'string' | 'boolean';
  /** What stands for the value in the help. */
  readonly placeholder?: string;
  readonly description: string;
  /** The variable that is read when the flag is not given. */
  readonly environment?: string;
}

export const connectionFlags = [
  {
    name: 'endpoints',
    type: 'string',
    placeholder: 'URL,…',
    description: 'members to ask, with commas between them; https:// means TLS',
    environment: 'ETCDCTL_ENDPOINTS',
  },
  {
    name: 'cacert',
    type: 'string',
    placeholder: 'FILE',
    description: "trust servers whose certificate one of this file's authorities signed",
    environment: 'ETCDCTL_CACERT',
  },
  {
    name: 'cert',
    type: 'string',
    placeholder: 'FILE',
    description: 'client certificate to show; goes with --key',
    environment: 'ETCDCTL_CERT',
  },
  {
    name: 'key',
    type: 'string',
    placeholder: 'FILE',
    description: 'private key of the client certificate',
    environment: 'ETCDCTL_KEY',
  },
  {
    name: 'tls-server-name',
    type: 'string',
    placeholder: 'NAME',
    description: "name the server's certificate must be for, instead of the endpoint's host",
  },
  {
    name: 'insecure-skip-tls-verify',
    type: 'boolean',
    description: "do not check the server's certificate: anybody in between can read and change everything",
    environment: 'ETCDCTL_INSECURE_SKIP_TLS_VERIFY',
  },
  {
    name: 'insecure-transport',
    type: 'boolean',
    description: 'allow endpoints without TLS (default true); =false insists on TLS',
    environment: 'ETCDCTL_INSECURE_TRANSPORT',
  },
  {
    name: 'user',
    type: 'string',
    placeholder: 'NAME[:PASSWORD]',
    description: 'log in as this user',
    environment: 'ETCDCTL_USER',
  },
  {
    name: 'password',
    type: 'string',
    placeholder: 'PASSWORD',
    description:
      'password of the user; seen in the process list, so better ETCDCTL_PASSWORD or --password-file',
    environment: 'ETCDCTL_PASSWORD',
  },
  {
    name: 'password-file',
    type: 'string',
    placeholder: 'FILE',
    description: "file whose first line is the user's password",
  },
  {
    name: 'dial-timeout',
    type: 'string',
    placeholder: 'DURATION',
    description: 'how long to wait for a connection (default 2s)',
    environment: 'ETCDCTL_DIAL_TIMEOUT',
  },
  {
    name: 'command-timeout',
    type: 'string',
    placeholder: 'DURATION',
    description: 'how long to wait for an answer (default 5s)',
    environment: 'ETCDCTL_COMMAND_TIMEOUT',
  },
  {
    name: 'keepalive-time',
    type: 'string',
    placeholder: 'DURATION',
    description:
      'how often to check a connection in use (default 2s; at least 10s is used, as servers forbid less)',
    environment: 'ETCDCTL_KEEPALIVE_TIME',
  },
  {
    name: 'keepalive-timeout',
    type: 'string',
    placeholder: 'DURATION',
    description: 'how long such a check may take before the connection counts as lost (default 6s)',
    environment: 'ETCDCTL_KEEPALIVE_TIMEOUT',
  },
] as const satisfies readonly ConnectionFlag[];

export type ConnectionFlagName = (typeof connectionFlags)[number]['name'];

/** Values by flag name, of those that were given. */
export type GivenFlags = ReadonlyMap<string, string | boolean>;
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a saved context or the files of the host say; flags and variables win over it. */
export interface Ground {
  /** As a message names it: `context prod`, `kubeadm`. */
  readonly source: string;
  readonly values: ReadonlyMap<ConnectionFlagName, string>;
}

/** A value and where it came from, as a message names it: `--cacert` or `ETCDCTL_CACERT`. */
export interface Setting {
  readonly value: string;
  readonly source: string;
  readonly level: 'flag' | 'environment' | 'ground';
}

/**
 * The flag if given, else its variable; an empty variable counts as unset, as with etcdctl. etcdctl refuses
 * to run when both are there. Here the flag wins: who types one wants it now, whatever the shell exports.
 */
export function setting(name: ConnectionFlagName, flags: GivenFlags, env: Environment): Setting | undefined {
  const given = flags.get(name);
  if (given !== undefined) {
    return { value: String(given), source: `--${name}`, level: 'flag' };
  }
  const flag: ConnectionFlag | undefined = connectionFlags.find((each) => each.name === name);
  const variable = flag?.environment;
  const value = variable === undefined ? undefined : env[variable];
  return variable === undefined || value === undefined || value === ''
    ? undefined
    : { value, source: variable, level: 'environment' };
}

/** What of the ground no longer holds when something else was given. */
const overruled: Partial<Record<ConnectionFlagName, readonly ConnectionFlagName[]>> = {
  cert: ['key'],
  key: ['cert'],
  user: ['password-file'],
  password: ['password-file'],
};

/** The ground without what flags and variables overrule: one half of a pair is not mixed with another's. */
export function groundBelow(ground: Ground, flags: GivenFlags, env: Environment): Ground {
  const values = new Map(ground.values);
  for (const { name } of connectionFlags) {
    if (setting(name, flags, env) !== undefined) {
      for (const gone of [name, ...(overruled[name] ?? [])]) {
        values.delete(gone);
      }
    }
  }
  return { ...ground, values };
}
