import { isIP } from 'node:net';

/** Where a member is dialled. */
export interface HostAndPort {
  /** Name or IP address, without brackets. */
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
}

const defaultPort = 2379;

/** Reads `http://HOST[:PORT]` or `https://…`; undefined for anything else, a path or credentials included. */
export function parseEndpointUrl(text: string): HostAndPort | undefined {
  const match = /^(https?):\/\/(\[[^\]/@]+\]|[^:/@[\]\s?#]+)(?::(\d{1,5}))?\/?$/u.exec(text);
  if (match === null || !URL.canParse(text)) {
    return undefined;
  }
  const [, scheme, hostText = '', portText] = match;
  const host = hostText.startsWith('[') ? hostText.slice(1, -1) : hostText;
  const port = portText === undefined ? defaultPort : Number(portText);
  const bracketsFit = hostText.startsWith('[') === (isIP(host) === 6);
  return bracketsFit && port > 0 ? { host, port, secure: scheme === 'https' } : undefined;
}

/** The one way to write it: `https://10.0.0.1:2379`. */
export function formatEndpointUrl({ host, port, secure }: HostAndPort): string {
  const scheme = secure ? 'https' : 'http';
  return `${scheme}://${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}
