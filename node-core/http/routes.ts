import type { Member } from '../server/member.js';
import { debugVariables } from './debug-variables.js';
import { exposeMetrics, type Metric } from './exposition.js';
import { Health } from './health.js';
import { memberMetrics } from './metrics.js';
import { onlyGet, pageNotFound, textError } from './replies.js';
import type { HttpHandler, HttpReply, HttpRequest } from './request.js';

type Route = (request: HttpRequest) => HttpReply | Promise<HttpReply>;

const json = { 'content-type': 'application/json' };
const metricsType = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores' };

export interface RouteOptions {
  /** What clients would be told of a failure. */
  readonly describeFailure: (error: unknown) => string;
  /** What `/metrics` tells of the calls of gRPC. */
  readonly callMetrics: () => readonly Metric[];
  /** Serves the paths below `/v3/`, and below `/v3beta/` as if they were those. */
  readonly gateway?: HttpHandler | undefined;
}

/** What the client port answers beside gRPC, to those that are let in. */
export function clientRoutes(member: Member, options: RouteOptions): HttpHandler {
  const { gateway } = options;
  const pages = serveRoutes([
    ...monitoringRoutes(member, options),
    ['/version', get(() => ({ status: 200, headers: json, body: versionJson(member) }))],
    ['/debug/vars', get(() => debugVariables())],
  ]);
  return gateway === undefined ? pages : besideGateway(member, gateway, pages);
}

/** What `--listen-metrics-urls` serves. */
export function metricsRoutes(member: Member, options: RouteOptions): HttpHandler {
  return serveRoutes(monitoringRoutes(member, options));
}

function monitoringRoutes(member: Member, { describeFailure, callMetrics }: RouteOptions): [string, Route][] {
  const health = new Health(member, describeFailure);
  return [
    ['/health', get((request) => health.check(request))],
    ['/livez', get((request) => health.checkLiveness(request))],
    ['/readyz', get((request) => health.checkReadiness(request))],
    ['/metrics', () => metricsPage([...memberMetrics(member), ...health.metrics(), ...callMetrics()])],
  ];
}

function besideGateway(member: Member, gateway: HttpHandler, pages: HttpHandler): HttpHandler {
  return async (request) => {
    const path = request.path.replace(/^\/v3beta\//, '/v3/');
    if (path === '/v3') {
      return { status: 307, headers: { location: '/v3/' }, body: '' };
    }
    if (!path.startsWith('/v3/')) {
      return pages(request);
    }
    if (member.auth.trustsCertificates && request.commonName() !== undefined) {
      return textError(
        400,
        'CommonName of client sending a request against gateway will be ignored and not used as expected',
      );
    }
    return gateway({ ...request, path });
  };
}

function metricsPage(metrics: readonly Metric[]): HttpReply {
  return { status: 200, headers: metricsType, body: exposeMetrics(metrics) };
}

function get(route: Route): Route {
  return (request) => (request.method === 'GET' ? route(request) : onlyGet);
}

/** For a port whose HTTP is served elsewhere. */
export async function nothingHere(): Promise<HttpReply> {
  return pageNotFound;
}

function serveRoutes(routes: readonly [string, Route][]): HttpHandler {
  const byPath = new Map(routes);
  return async (request) => {
    const route = byPath.get(request.path) ?? subCheck(byPath, request.path);
    return route === undefined ? pageNotFound : route(request);
  };
}

/** `/livez/serializable_read` and the like go to their parent, which knows its checks. */
function subCheck(routes: ReadonlyMap<string, Route>, path: string): Route | undefined {
  const [, parent] = /^(\/livez|\/readyz)\/[a-z_]+$/.exec(path) ?? [];
  return parent === undefined ? undefined : routes.get(parent);
}

function versionJson(member: Member): string {
  return JSON.stringify({
    etcdserver: member.version,
    etcdcluster: member.clusterVersion() ?? 'not_decided',
    storage: member.storageVersion() ?? 'unknown',
  });
}
