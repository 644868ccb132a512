import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { ConnectFailure } from './connect-failure.js';
import type { EndpointAddress } from './endpoint-address.js';
import type { ClientEnvironment } from './environment.js';
import { printable } from './printable.js';
import { handshakeOptions, type SecureConnection } from './secure-connection.js';
import { alertFailure, certificateFailure, isNotTls } from './tls-failure.js';

/** What a client says first on HTTP/2 (RFC 9113 §3.4): the preface and an empty SETTINGS frame. */
const preface = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1'),
  Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]),
]);
const frameHeaderBytes = 9;
const settingsFrameType = 4;

export interface ProbeOptions {
  readonly address: EndpointAddress;
  readonly secure: SecureConnection;
  readonly haveClientCertificate: boolean;
  /** For each of the at most two connections it makes. */
  readonly boundMs: number;
  readonly environment: ClientEnvironment;
}

/**
 * Connects by hand to find out why a channel could not: grpc-js does not tell. It sends the start of an
 * HTTP/2 connection and nothing more. undefined: the endpoint speaks HTTP/2 by now.
 */
export async function probe(options: ProbeOptions): Promise<ConnectFailure | undefined> {
  return options.address.secure ? probeSecure(options) : probePlain(options);
}

async function probePlain(options: ProbeOptions): Promise<ConnectFailure | undefined> {
  const failure = await converse(options, speakHttp2);
  const mayBeTls = failure?.reason === 'closed' || failure?.reason === 'not-http2';
  return mayBeTls && (await answersTls(options)) ? { reason: 'server-speaks-tls' } : failure;
}

async function probeSecure(options: ProbeOptions): Promise<ConnectFailure | undefined> {
  const failure = await converse(options, shakeHands);
  if (failure?.reason !== 'closed' && failure?.reason !== 'not-http2') {
    return failure;
  }
  const plain = await converse(options, speakHttp2);
  return plain === undefined ? { reason: 'server-speaks-plain' } : plain;
}

/** Whether a TLS server is there, whatever certificate it shows or wants. */
async function answersTls(options: ProbeOptions): Promise<boolean> {
  const failure = await converse(options, shakeHands);
  return failure === undefined || tlsReasons.has(failure.reason);
}

const tlsReasons = new Set<ConnectFailure['reason']>([
  'unknown-authority',
  'server-expired',
  'server-not-yet-valid',
  'wrong-host',
  'client-certificate-required',
  'client-certificate-refused',
  'other-tls',
  'tls-without-http2',
  'http1',
]);

type Finish = (failure: ConnectFailure | undefined) => void;
type Conversation = (socket: Socket, options: ProbeOptions, finish: Finish) => void;

/** One connection, from dialling to what the conversation finds, closed afterwards. */
function converse(options: ProbeOptions, conversation: Conversation): Promise<ConnectFailure | undefined> {
  return new Promise((resolve) => {
    const { address, boundMs, environment } = options;
    const socket = connectTcp({ host: address.host, port: address.port });
    let connected = false;
    const finish: Finish = (failure) => {
      stopTimer();
      socket.destroy();
      resolve(failure);
    };
    const stopTimer = environment.after(boundMs, () =>
      finish({ reason: connected ? 'silent' : 'connect-timeout', boundMs }),
    );
    socket.on('error', (error) => finish(socketFailure(error, options)));
    socket.on('close', () => finish({ reason: 'closed' }));
    socket.once('connect', () => {
      connected = true;
      conversation(socket, options, finish);
    });
  });
}

function speakHttp2(socket: Socket, _options: ProbeOptions, finish: Finish): void {
  let received = Buffer.alloc(0);
  socket.on('data', (bytes: Buffer) => {
    received = Buffer.concat([received, bytes]);
    if (received.length >= frameHeaderBytes) {
      finish(firstFrameFailure(received));
    }
  });
  socket.on('end', () => finish(received.length === 0 ? { reason: 'closed' } : notHttp2(received)));
  socket.write(preface);
}

function firstFrameFailure(received: Buffer): ConnectFailure | undefined {
  if (received.subarray(0, 7).toString('latin1') === 'HTTP/1.') {
    return { reason: 'http1' };
  }
  const isSettings = received[3] === settingsFrameType && received.readUInt32BE(5) === 0;
  return isSettings ? undefined : notHttp2(received);
}

const saidMax = 60;

function notHttp2(received: Buffer): ConnectFailure {
  const [line = ''] = received.subarray(0, saidMax).toString('latin1').split(/\r?\n/u);
  return { reason: 'not-http2', said: /^[\x20-\x7e]{4,}$/u.test(line) ? line : undefined };
}

/** With TLS 1.3 a server refuses our certificate only after the handshake: hence the exchange that follows. */
function shakeHands(socket: Socket, options: ProbeOptions, finish: Finish): void {
  const secured: TLSSocket = connectTls({
    ...handshakeOptions(options.secure, options.address),
    rejectUnauthorized: false,
    socket,
  });
  secured.on('error', (error) => finish(socketFailure(error, options)));
  secured.once('secureConnect', () => {
    if (!secured.authorized && !options.secure.skipVerify) {
      const name = options.secure.serverName ?? options.address.host;
      finish(certificateFailure(codeOf(secured.authorizationError), secured.getPeerCertificate(), name));
      return;
    }
    speakHttp2(secured, options, finish);
  });
}

function socketFailure(error: Error, options: ProbeOptions): ConnectFailure {
  const code = codeOf(error);
  switch (code) {
    case 'ECONNREFUSED':
      return { reason: 'refused' };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return { reason: 'name-unknown' };
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return { reason: 'no-route' };
    case 'ETIMEDOUT':
      return { reason: 'connect-timeout', boundMs: options.boundMs };
    case 'ECONNRESET':
    case 'EPIPE':
      return { reason: 'closed' };
    default:
      return isNotTls(code)
        ? { reason: 'not-http2', said: undefined }
        : (alertFailure(code, options.haveClientCertificate) ?? otherFailure(error, code));
  }
}

function otherFailure(error: Error, code: string): ConnectFailure {
  const detail = printable(error.message);
  return code.startsWith('ERR_SSL') ? { reason: 'other-tls', detail } : { reason: 'other', detail };
}

/** Node types `authorizationError` as an error, and gives its code as a string. */
function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error) {
    return String(error.code);
  }
  return String(error);
}
