import type { Member } from '../server/member.js';
import { checkHealth, checkLiveness, checkReadiness } from './health.js';
import { metricsText } from './metrics.js';
import type { HttpHandler, HttpReply, HttpRequest } from './request.js';

type Route = (request: HttpRequest) => HttpReply | Promise<HttpReply>;

const text = { 'content-type': 'text/plain; charset=utf-8' };
const json = { 'content-type': 'application/json' };
const metricsType = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' };

/** What the client port answers beside gRPC. */
export function clientRoutes(member: Member): HttpHandler {
  return serveRoutes([
    ...monitoringRoutes(member),
    ['/version', () => ({ status: 200, headers: json, body: versionJson(member) })],
  ]);
}

/** What `--listen-metrics-urls` serves. */
export function metricsRoutes(member: Member): HttpHandler {
  return serveRoutes(monitoringRoutes(member));
}

function monitoringRoutes(member: Member): [string, Route][] {
  return [
    ['/health', (request) => checkHealth(member, request)],
    ['/livez', (request) => checkLiveness(member, request)],
    ['/readyz', (request) => checkReadiness(member, request)],
    ['/metrics', () => ({ status: 200, headers: metricsType, body: metricsText(member) })],
  ];
}

function serveRoutes(routes: readonly [string, Route][]): HttpHandler {
  const byPath = new Map(routes);
  return async (request) => {
    const route = byPath.get(request.path) ?? subCheck(byPath, request.path);
    if (route === undefined) {
      return { status: 404, headers: text, body: '404 page not found\n' };
    }
    if (request.method !== 'GET') {
      return { status: 405, headers: { ...text, allow: 'GET' }, body: 'Method Not Allowed\n' };
    }
    return route(request);
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
