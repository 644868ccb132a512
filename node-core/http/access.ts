import { textError, textHeaders } from './replies.js';
import type { HttpHandler, HttpReply, HttpRequest } from './request.js';

/** Who may ask over HTTP; undefined stands for everybody. */
export interface AccessRules {
  /** `--cors`: the origins whose pages browsers let read the replies. */
  readonly origins: ReadonlySet<string> | undefined;
  /** `--host-whitelist`: the names by which a client may have reached a port without TLS. */
  readonly hosts: ReadonlySet<string> | undefined;
}

/** Requests that are let in go to `handle`; the words, and what is checked first, are etcd's. */
export function controlAccess(handle: HttpHandler, rules: AccessRules, isSecure: boolean): HttpHandler {
  return async (request) => {
    const hostHeader = request.header(':authority') ?? request.header('host') ?? '';
    if (!hostPattern.test(hostHeader)) {
      return malformedHost;
    }
    const host = hostname(hostHeader);
    if (!isSecure && rules.hosts !== undefined && !rules.hosts.has(host)) {
      return misdirected(host);
    }
    const { status, headers, body } = request.method === 'OPTIONS' ? allowed : await handle(request);
    return { status, headers: { ...corsHeaders(request, rules), ...headers }, body };
  };
}

/** The bytes that Go's server lets stand there. */
const hostPattern = /^[\w!$%&()*+,\-.:;=[\]'~]*$/;
const malformedHost: HttpReply = {
  status: 400,
  headers: textHeaders,
  body: '400 Bad Request: malformed Host header',
};
const allowed: HttpReply = { status: 200, headers: {}, body: '' };

/** What browsers are told on every reply. */
function corsHeaders(request: HttpRequest, { origins }: AccessRules): Readonly<Record<string, string>> {
  const origin = origins === undefined ? '*' : (request.header('origin') ?? '');
  if (origins !== undefined && !origins.has(origin)) {
    return {};
  }
  return {
    'access-control-allow-methods': 'POST, GET, OPTIONS, PUT, DELETE',
    'access-control-allow-origin': origin,
    'access-control-allow-headers': 'accept, content-type, authorization',
  };
}

/** What the client calls this server, without the port. */
function hostname(host: string): string {
  const [, bracketed, plain] = /^(?:\[([^\]]*)\]|([^:[\]]*)):[^:]*$/.exec(host) ?? [];
  return bracketed ?? plain ?? host;
}

function misdirected(host: string): HttpReply {
  return textError(
    421,
    `
etcd received your request, but the Host header was unrecognized.

To fix this, choose one of the following options:
- Enable TLS, then any HTTPS request will be allowed.
- Add the hostname you want to use to the whitelist in settings.
  - e.g. etcd --host-whitelist "${host}"

This requirement has been added to help prevent "DNS Rebinding" attacks (CVE-2018-5702).
`,
  );
}
