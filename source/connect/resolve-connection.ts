import { ConnectionError } from './connection-error.js';
import { contextNamed, groundOf, type SavedContexts } from './contexts/saved-context.js';
import { type Attempt, type Discovery, discover, type FoundEtcd } from './discovery/discover.js';
import type { CertificateFiles } from './discovery/disk-certificates.js';
import type { HostFiles } from './discovery/host-files.js';
import { registryRoot } from './discovery/registry-root.js';
import { type ConnectionFlagName, type Environment, type GivenFlags, type Ground, setting } from './flags.js';
import { endpointsAreGiven } from './parse-connection.js';

/** What speaks on 127.0.0.1:2379. */
export type LoopbackAnswer = 'plain' | 'tls' | 'silence';

export interface ResolveInputs {
  readonly flags: GivenFlags;
  readonly env: Environment;
  /** `--context` */
  readonly contextName: string | undefined;
  /** Wall time, to tell expired certificates. */
  readonly nowMs: number;
  readonly host: HostFiles;
  readonly readContexts: () => Promise<SavedContexts>;
  /** Tries 127.0.0.1:2379 for a moment. */
  readonly askLoopback: () => Promise<LoopbackAnswer>;
  /** Whether somebody takes connections there, tried for a moment. */
  readonly acceptsConnections: (endpoint: string) => Promise<boolean>;
}

/** Where to connect, and how that was found. */
export interface Resolved {
  /** Below flags and variables; undefined when they say all. */
  readonly ground: Ground | undefined;
  /** The variables that count. */
  readonly env: Environment;
  /** The saved context's; undefined where the cluster is called by its endpoint. */
  readonly contextName: string | undefined;
  /** As the inspector shows it: `flags`, `context`, `kubeadm`. */
  readonly source: string;
  /** What the operator did not say and should know, a sentence each. */
  readonly notes: readonly string[];
  /** Reads the certificate files again of the etcd that this host's files led to; undefined where they did not. */
  readonly readCertificates?: (() => Promise<CertificateFiles>) | undefined;
  /** Where this host's API server was told to keep its objects, `/k8s/`; undefined where this host does not say it. */
  readonly registryRoot?: string | undefined;
}

/**
 * Finds out where to connect. The first that says it: --endpoints, --context, ETCDCTL_ENDPOINTS, the
 * current context, the files of this host, 127.0.0.1:2379 if it answers.
 * @throws ConnectionError that tells all that was tried when nothing was found.
 */
export async function resolveConnection(inputs: ResolveInputs): Promise<Resolved> {
  if (inputs.contextName !== undefined) {
    return resolveContext(inputs, inputs.contextName);
  }
  if (endpointsAreGiven(inputs.flags, inputs.env)) {
    const source = inputs.flags.has('endpoints') ? 'flags' : 'environment';
    return { ground: undefined, env: inputs.env, contextName: undefined, source, notes: [] };
  }
  const saved = await inputs.readContexts();
  if (saved.current !== undefined) {
    const { current } = saved;
    return {
      ground: groundOf(current, contextNamed(saved, current)),
      env: inputs.env,
      contextName: current,
      source: 'context',
      notes: [`using the saved context ${current}`],
    };
  }
  return search(inputs);
}

/** What says which cluster, and who asks it. */
export const ofCluster: readonly ConnectionFlagName[] = [
  'endpoints',
  'cacert',
  'cert',
  'key',
  'insecure-skip-tls-verify',
  'insecure-transport',
  'user',
];

/** A context that was typed is meant: what the shell exports belongs to another cluster. */
async function resolveContext(inputs: ResolveInputs, name: string): Promise<Resolved> {
  const ground = groundOf(name, contextNamed(await inputs.readContexts(), name));
  const exported = ofCluster.flatMap((flag) => setting(flag, new Map(), inputs.env)?.source ?? []);
  const asksPassword = ground.values.has('user') && !ground.values.has('password-file');
  const ignored = new Set(asksPassword ? exported : [...exported, 'ETCDCTL_PASSWORD']);
  const env = Object.fromEntries(Object.entries(inputs.env).filter(([variable]) => !ignored.has(variable)));
  const isElsewhere = inputs.flags.has('endpoints');
  return {
    ground,
    env,
    // Other endpoints may be another cluster, which must not go by this name in a confirmation.
    contextName: isElsewhere ? undefined : name,
    source: isElsewhere ? `context ${name}, --endpoints` : 'context',
    notes: exported.length === 0 ? [] : [`context ${name} is used, not ${exported.join(', ')}`],
  };
}

async function search(inputs: ResolveInputs): Promise<Resolved> {
  const isGiven = (...names: readonly ConnectionFlagName[]): boolean =>
    names.some((name) => setting(name, inputs.flags, inputs.env) !== undefined);
  const look = () =>
    discover({
      host: inputs.host,
      nowMs: inputs.nowMs,
      clientIsGiven: isGiven('cert', 'key'),
      authorityIsGiven: isGiven('cacert', 'insecure-skip-tls-verify'),
    });
  const [discovery, apiServerRoot] = await Promise.all([look(), registryRoot(inputs.host)]);
  const readCertificates = async () => (await look()).files;
  const found = {
    env: inputs.env,
    contextName: undefined,
    readCertificates,
    registryRoot: apiServerRoot,
  };
  if (discovery.found !== undefined) {
    return { ...found, ...(await connectionTo(discovery.found, inputs)) };
  }
  const wantsTls = isGiven('cacert', 'cert', 'insecure-skip-tls-verify', 'tls-server-name');
  const answer = await inputs.askLoopback();
  if (answer !== (wantsTls ? 'tls' : 'plain')) {
    throw new ConnectionError(nothingFound(discovery, loopbackProblem(answer)));
  }
  const endpoint = `${wantsTls ? 'https' : 'http'}://${loopback}`;
  const ground: Ground = { source: loopback, values: new Map([['endpoints', endpoint]]) };
  const notes = [...obstacles(discovery), `found an etcd that answers at ${endpoint}`];
  return { ...found, ground, source: 'loopback', notes };
}

/** When this host's member is down the others are asked: that is when somebody looks. */
async function connectionTo(
  { source, settings, sentence, passedOver, endpoints, otherEndpoints }: FoundEtcd,
  { acceptsConnections }: ResolveInputs,
): Promise<Pick<Resolved, 'ground' | 'source' | 'notes'>> {
  const [own] = endpoints;
  const others = otherEndpoints.filter((endpoint) => !endpoints.includes(endpoint));
  const isDown = own !== undefined && others.length > 0 && !(await acceptsConnections(own));
  const asked = isDown ? [...endpoints, ...others] : endpoints;
  return {
    ground: { source, values: new Map([...settings, ['endpoints', asked.join(',')]]) },
    source,
    notes: [
      sentence,
      ...passedOver.map((reason) => `  passed over: ${reason}`),
      ...(isDown
        ? [`  nobody takes connections at ${own}, so other members are asked: ${others.join(', ')}`]
        : []),
    ],
  };
}

const loopback = '127.0.0.1:2379';

function loopbackProblem(answer: LoopbackAnswer): string {
  switch (answer) {
    case 'plain':
      return 'it speaks without TLS, and certificates were given: take them away to use it.';
    case 'tls':
      return 'it speaks TLS: give --cacert, --cert and --key.';
    case 'silence':
      return 'no etcd answers.';
  }
}

/** What was there and could not be used; where there was nothing, nothing needs to be said. */
function obstacles({ attempts }: Discovery): readonly string[] {
  return attempts.filter(({ isThere }) => isThere).flatMap(({ problems }) => problems);
}

function nothingFound({ attempts }: Discovery, ofLoopback: string): string {
  const given: readonly Attempt[] = [
    { source: '--endpoints', isThere: false, problems: ['not given, and no ETCDCTL_ENDPOINTS.'] },
    { source: '--context', isThere: false, problems: ['not given, and no saved context is in use.'] },
  ];
  const last: Attempt = { source: loopback, isThere: false, problems: [ofLoopback] };
  const tried = [...given, ...attempts, last].flatMap(({ source, problems }) =>
    problems.map((problem, index) => `  ${(index === 0 ? source : '').padEnd(loopback.length)}  ${problem}`),
  );
  return [
    'found no etcd; this was tried, in this order:',
    ...tried,
    'Say where it is: etcdscope --endpoints https://HOST:PORT. To try it out without one: etcdscope local --demo',
  ].join('\n');
}
