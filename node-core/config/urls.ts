import { isIP } from 'node:net';
import { ConfigError } from './errors.js';

export interface ListenUrl {
  /** As etcd writes it: scheme, host and port, nothing behind. */
  readonly url: string;
  readonly isSecure: boolean;
  /** Without the brackets of an IPv6 address. */
  readonly host: string;
  readonly port: number;
}

/** @param source the flag or variable, for the error. @throws ConfigError */
export function parseUrls(source: string, text: string): ListenUrl[] {
  return text.split(',').map((part) => parseUrl(source, part.trim()));
}

function parseUrl(source: string, text: string): ListenUrl {
  const [, scheme, rest] = /^([a-z]+):\/\/(.*)$/.exec(text) ?? [];
  if (scheme === undefined || rest === undefined) {
    throw new ConfigError(`${source}: "${text}" is not a URL such as http://127.0.0.1:2379`);
  }
  if (scheme !== 'http' && scheme !== 'https') {
    throw new ConfigError(`${source}: "${text}" is neither http nor https`);
  }
  const [, bracketed, plain, portText] = /^(?:\[([^\]]+)\]|([^:/]*)):(\d{1,5})\/?$/.exec(rest) ?? [];
  const host = bracketed ?? plain;
  const port = Number(portText);
  if (host === undefined || port > 65_535 || Number.isNaN(port)) {
    throw new ConfigError(`${source}: "${text}" must name a host and a port, and no path`);
  }
  return { url: text.replace(/\/$/, ''), isSecure: scheme === 'https', host, port };
}

/** A URL to listen on must name an address of this machine: names would have to be resolved first. */
export function requireAddresses(source: string, urls: readonly ListenUrl[]): void {
  for (const { url, host } of urls) {
    if (host !== 'localhost' && host !== '' && isIP(host) === 0) {
      throw new ConfigError(`${source}: "${url}" must have an IP address or localhost to listen on`);
    }
  }
}
