import { type ChannelOptions, Client as GrpcClient, logVerbosity, setLogVerbosity } from '@grpc/grpc-js';
import type { ConnectOptions } from '../connect/options.js';
import type { Endpoint, EtcdClient } from './api.js';
import { authApi } from './auth.js';
import { Caller } from './caller.js';
import { channelCredentials } from './channel-credentials.js';
import { checkOptions } from './check-options.js';
import { clusterApi } from './cluster.js';
import { connectError } from './connect-failure.js';
import { channelTarget, type EndpointAddress, parseEndpoint } from './endpoint-address.js';
import type { ClientEnvironment } from './environment.js';
import { EtcdError } from './errors.js';
import { kvApi } from './kv.js';
import { leaseApi } from './lease.js';
import { Link } from './link.js';
import { maintenanceApi } from './maintenance.js';
import { Pool } from './pool.js';
import { type ProbeOptions, probe } from './probe.js';
import { type SecureConnection, secureConnection } from './secure-connection.js';
import { readServedCertificate } from './served-certificate.js';
import { streamSnapshot } from './snapshot.js';
import { WatchHub } from './watch-hub.js';

/**
 * Larger answers end in `too-large` instead of filling the memory of the machine that the operator works on.
 * grpc-js allows 4 MB unless told otherwise.
 */
const answerBytesMax = 256 * 1024 * 1024;

/**
 * Pings closer than this are an offence to an etcd server, which allows one each 5 s and then closes the
 * connection (etcd: --grpc-keepalive-min-time); Go's client keeps to the same bound.
 */
const keepaliveTimeMsMin = 10_000;

/** The longest there is: a connection that nobody uses is kept all the same, to be there at night. */
const idleTimeoutMs = 2 ** 31 - 1;

/**
 * A client of one cluster; it begins to connect at once and goes on until closed.
 * @throws EtcdError `invalid-argument` for an endpoint that is none or no endpoint at all, `tls` for
 * unusable certificates.
 */
export function createEtcdClient(options: ConnectOptions, environment: ClientEnvironment): EtcdClient {
  checkOptions(options);
  setLogVerbosity(logVerbosity.NONE);
  const dialer = new Dialer(options, environment);
  const closing = new AbortController();
  const closed = closing.signal;
  const { endpoints } = options;
  const pool = new Pool(endpoints, (endpoint, onChange) => dialer.link(endpoint, onChange), environment);
  const { user, commandTimeoutMs } = options;
  const caller = new Caller({ pool, user, commandTimeoutMs, environment, closed });
  const watches = new WatchHub({ pool, caller, environment, haveUser: user !== undefined, closed });
  return {
    endpoints,
    get connection() {
      return pool.connection;
    },
    onConnection: (listener) => pool.onConnection(listener),
    kv: kvApi(caller),
    lease: leaseApi(caller),
    cluster: clusterApi(caller),
    maintenance: maintenanceApi(caller, (snapshotOptions) => streamSnapshot(caller, snapshotOptions)),
    auth: authApi(caller),
    watch: (watchOptions, listener) => watches.watch(watchOptions, listener),
    servedCertificate: (endpoint, signal) => dialer.servedCertificate(endpoint, signal),
    close: () => {
      closing.abort();
      watches.close();
      pool.close();
    },
  };
}

/** Makes connections to endpoints, all with the same certificates and bounds. */
class Dialer {
  readonly #options: ConnectOptions;
  readonly #environment: ClientEnvironment;
  readonly #secure: SecureConnection;

  constructor(options: ConnectOptions, environment: ClientEnvironment) {
    this.#options = options;
    this.#environment = environment;
    this.#secure = secureConnection(options.tls, options.rereadTls);
  }

  /** @throws EtcdError `invalid-argument` */
  link(endpoint: Endpoint, onChange: () => void): Link {
    const address = parseEndpoint(endpoint);
    return new Link({
      address,
      dialTimeoutMs: this.#options.dialTimeoutMs,
      environment: this.#environment,
      open: () =>
        new GrpcClient(
          channelTarget(address),
          channelCredentials(address, this.#secure),
          this.#channelOptions(),
        ),
      diagnose: () => this.#diagnose(address),
      onChange,
    });
  }

  async servedCertificate(endpoint: Endpoint, signal: AbortSignal | undefined) {
    const address = parseEndpoint(endpoint);
    if (!address.secure) {
      return undefined;
    }
    const certificate = await readServedCertificate(this.#probeOptions(address), signal);
    if (certificate !== undefined) {
      return certificate;
    }
    if (signal?.aborted === true) {
      throw new EtcdError('cancelled', 'The certificate check was cancelled.', 'aborted', endpoint);
    }
    throw (await this.#diagnose(address)) ?? connectError(address, { reason: 'closed' });
  }

  async #diagnose(address: EndpointAddress): Promise<EtcdError | undefined> {
    const failure = await probe(this.#probeOptions(address));
    // What was renewed meanwhile is for the next attempt; what cannot be read now is tried as it was.
    if (failure !== undefined && address.secure) await this.#secure.renew().catch(() => undefined);
    return failure === undefined ? undefined : connectError(address, failure);
  }

  #probeOptions(address: EndpointAddress): ProbeOptions {
    return {
      address,
      secure: this.#secure,
      haveClientCertificate: this.#options.tls?.certificate !== undefined,
      boundMs: this.#options.dialTimeoutMs / 2,
      environment: this.#environment,
    };
  }

  #channelOptions(): ChannelOptions {
    return {
      'grpc.max_receive_message_length': answerBytesMax,
      'grpc.max_send_message_length': -1,
      'grpc.keepalive_time_ms': Math.max(this.#options.keepaliveTimeMs, keepaliveTimeMsMin),
      'grpc.keepalive_timeout_ms': this.#options.keepaliveTimeoutMs,
      'grpc.client_idle_timeout_ms': idleTimeoutMs,
      'grpc.enable_http_proxy': 0,
      'grpc.enable_channelz': 0,
      'grpc.service_config_disable_resolution': 1,
      'grpc.use_local_subchannel_pool': 1,
      'grpc.primary_user_agent': 'etcdscope',
    };
  }
}
