import { ConnectionError } from './connection-error.js';
import { formatEndpointUrl, parseEndpointUrl } from './endpoint.js';
import {
  type ConnectionFlagName,
  type Environment,
  type GivenFlags,
  type Ground,
  groundBelow,
  type Setting,
  setting,
} from './flags.js';
import { parseGoDuration } from './go-duration.js';
import type { ConnectOptions, TlsOptions, UserCredentials } from './options.js';
import { type ReadFile, readAuthorities, readClientCertificate, readNamedFile } from './pem-files.js';

export interface ConnectionInputs {
  readonly flags: GivenFlags;
  readonly env: Environment;
  /** What is taken where neither flag nor variable says anything. */
  readonly ground?: Ground | undefined;
  readonly readFile: ReadFile;
  /** Wall time, to tell expired certificates. */
  readonly nowMs: number;
  /** Asks the operator; absent where there is nobody to ask. */
  readonly askPassword?: ((user: string) => Promise<string>) | undefined;
}

const etcdctlEndpoint = '127.0.0.1:2379';

/** Whether somebody said where to connect; otherwise `parseConnection` takes etcdctl's 127.0.0.1:2379. */
export function endpointsAreGiven(flags: GivenFlags, env: Environment): boolean {
  return setting('endpoints', flags, env) !== undefined;
}

/**
 * Checks what can be checked before it is known where to connect, without reading any file.
 * @throws ConnectionError
 */
export function checkConnectionFlags(flags: GivenFlags, env: Environment): void {
  const read: Read = (name) => setting(name, flags, env);
  readTimes(read);
  readBoolean(read('insecure-transport'));
  readBoolean(read('insecure-skip-tls-verify'));
  clientPair(read('cert'), read('key'));
}

/**
 * Reads the connection from flags, `ETCDCTL_*` variables, the ground below them and the files they name.
 * @throws ConnectionError when any of them cannot be used.
 */
export async function parseConnection(inputs: ConnectionInputs): Promise<ConnectOptions> {
  const read = reader(inputs);
  const tls = await readTls(inputs, read);
  const insistOnTls = readBoolean(read('insecure-transport')) === false;
  return {
    endpoints: readEndpoints(read('endpoints'), tls !== undefined || insistOnTls, insistOnTls),
    tls,
    ...(tls === undefined ? {} : { rereadTls: () => readTls(inputs, read) }),
    user: await readUser(inputs, read),
    ...readTimes(read),
  };
}

type Read = (name: ConnectionFlagName) => Setting | undefined;

function reader({ flags, env, ground }: ConnectionInputs): Read {
  const below = ground && groundBelow(ground, flags, env);
  return (name) => {
    const value = below?.values.get(name);
    return (
      setting(name, flags, env) ??
      (below === undefined || value === undefined
        ? undefined
        : { value, source: below.source, level: 'ground' })
    );
  };
}

function readTimes(read: Read) {
  return {
    dialTimeoutMs: readDuration(read('dial-timeout'), 2_000),
    commandTimeoutMs: readDuration(read('command-timeout'), 5_000),
    keepaliveTimeMs: readDuration(read('keepalive-time'), 2_000),
    keepaliveTimeoutMs: readDuration(read('keepalive-timeout'), 6_000),
  };
}

/** `secureByDefault` decides about endpoints without a scheme. */
function readEndpoints(
  given: Setting | undefined,
  secureByDefault: boolean,
  insistOnTls: boolean,
): readonly string[] {
  const source = given?.source ?? '--endpoints';
  const texts = (given?.value ?? etcdctlEndpoint)
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '');
  if (texts.length === 0) {
    throw new ConnectionError(
      `${source} names no endpoint: write it as https://HOST:PORT, more with commas.`,
    );
  }
  const urls = texts.map((text) => readEndpoint(text, source, secureByDefault));
  const plain = urls.find((url) => url.startsWith('http://'));
  if (insistOnTls && plain !== undefined) {
    throw new ConnectionError(
      `${plain} has no TLS, which --insecure-transport=false forbids: write it with https://.`,
    );
  }
  return [...new Set(urls)];
}

function readEndpoint(text: string, source: string, secureByDefault: boolean): string {
  if (/^unixs?:/u.test(text)) {
    throw new ConnectionError(
      `${source}: unix sockets ("${text}") are not supported, give the member's TCP address.`,
    );
  }
  const withScheme = text.includes('://') ? text : `${secureByDefault ? 'https' : 'http'}://${text}`;
  const address = parseEndpointUrl(withScheme);
  if (address === undefined) {
    throw new ConnectionError(
      `${source}: "${withoutCredentials(text)}" is not an endpoint, write it as https://HOST:PORT or http://HOST:PORT ([…] around IPv6).`,
    );
  }
  return formatEndpointUrl(address);
}

/** Somebody may have put a password into the URL. */
function withoutCredentials(text: string): string {
  return text.replace(/\/\/[^/]*@/u, '//…@');
}

async function readTls(inputs: ConnectionInputs, read: Read): Promise<TlsOptions | undefined> {
  const cacert = read('cacert');
  const pair = clientPair(read('cert'), read('key'));
  const serverName = read('tls-server-name');
  const skipVerify = readBoolean(read('insecure-skip-tls-verify')) === true;
  if (cacert === undefined && pair === undefined && serverName === undefined && !skipVerify) {
    return undefined;
  }
  const { readFile, nowMs } = inputs;
  const client = pair && (await readClientCertificate(pair.cert, pair.key, readFile, nowMs));
  return {
    ca: cacert && (await readAuthorities(cacert, readFile, nowMs)),
    certificate: client?.certificate,
    key: client?.key,
    serverName: serverName?.value,
    skipVerify,
  };
}

function clientPair(
  cert: Setting | undefined,
  key: Setting | undefined,
): { readonly cert: Setting; readonly key: Setting } | undefined {
  if (cert !== undefined && key === undefined) {
    throw new ConnectionError(`${cert.source} is given without its private key: add --key.`);
  }
  if (cert === undefined && key !== undefined) {
    throw new ConnectionError(`${key.source} is given without its certificate: add --cert.`);
  }
  return cert === undefined || key === undefined ? undefined : { cert, key };
}

/**
 * As etcdctl: `--user a:b` holds the password unless there is one beside it, and then the name is all of `a:b`.
 * Where one is a flag and the other a variable, the flag wins and the name ends at the colon.
 */
async function readUser(inputs: ConnectionInputs, read: Read): Promise<UserCredentials | undefined> {
  const user = read('user');
  const password = await readPassword(inputs, read);
  if (user === undefined) {
    if (password?.level === 'flag') {
      throw new ConnectionError(`${password.source} is given without a user: add --user.`);
    }
    return undefined;
  }
  if (password?.level === user.level) {
    return { name: user.value, password: password.value };
  }
  const colon = user.value.indexOf(':');
  const name = colon < 0 ? user.value : user.value.slice(0, colon);
  const inline = colon < 0 ? undefined : user.value.slice(colon + 1);
  const found = user.level === 'flag' ? (inline ?? password?.value) : (password?.value ?? inline);
  return { name, password: found ?? (await askPassword(inputs, name)) };
}

async function readPassword(inputs: ConnectionInputs, read: Read): Promise<Setting | undefined> {
  const password = read('password');
  const file = read('password-file');
  if (file === undefined) {
    return password;
  }
  if (password?.level === 'flag') {
    throw new ConnectionError('--password and --password-file are both given: keep one of them.');
  }
  const [line = ''] = (await readNamedFile(file, 'password file', inputs.readFile))
    .toString('utf8')
    .split(/\r?\n/u);
  return { ...file, value: line };
}

function askPassword(inputs: ConnectionInputs, user: string): Promise<string> {
  if (inputs.askPassword === undefined) {
    throw new ConnectionError(
      `no password for user "${user}": give --password-file, or set ETCDCTL_PASSWORD.`,
    );
  }
  return inputs.askPassword(user);
}

/** Longer than a timer can be is refused too, 2³¹ − 1 ms. */
const durationMsMax = 2 ** 31 - 1;

function readDuration(given: Setting | undefined, defaultMs: number): number {
  if (given === undefined) {
    return defaultMs;
  }
  const ms = parseGoDuration(given.value);
  if (ms === undefined || ms < 1 || ms > durationMsMax) {
    throw new ConnectionError(
      `${given.source}: "${given.value}" is not a duration between 1ms and 596h, write it like 500ms, 5s or 1m30s.`,
    );
  }
  return ms;
}

/** The spellings of Go's strconv.ParseBool; undefined when nothing was given. @throws ConnectionError */
export function readBoolean(given: Setting | undefined): boolean | undefined {
  if (given === undefined) {
    return undefined;
  }
  if (/^(1|t|T|TRUE|true|True)$/u.test(given.value)) {
    return true;
  }
  if (/^(0|f|F|FALSE|false|False)$/u.test(given.value)) {
    return false;
  }
  throw new ConnectionError(`${given.source}: "${given.value}" is neither true nor false.`);
}
