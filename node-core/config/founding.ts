import { ConfigError } from './errors.js';
import type { NodeConfig } from './node-config.js';
import { parseUrls } from './urls.js';

/**
 * Whether this configuration can found a cluster: one member, which is this one. As in etcd it does not matter
 * for a member that has run before.
 * @throws ConfigError
 */
export function checkFounding({ founding, name, advertisePeerUrls }: NodeConfig): void {
  if (founding.state === 'existing') {
    throw new ConfigError(
      'etcdscope node cannot join an existing cluster yet: start it with --initial-cluster-state new',
    );
  }
  const text = founding.cluster;
  if (text === '') {
    return;
  }
  const members = text.split(',').map((part) => memberOf(part.trim()));
  if (new Set(members.map((member) => member.name)).size > 1) {
    throw new ConfigError(
      'etcdscope node runs clusters of one member so far: --initial-cluster must name this member alone',
    );
  }
  const own = members.map((member) => member.url).sort();
  const advertised = [...advertisePeerUrls].sort();
  if (members[0]?.name !== name || own.join() !== advertised.join()) {
    const expected = advertised.map((url) => `${name}=${url}`).join();
    throw new ConfigError(
      `--initial-cluster "${text}" does not match --name and --initial-advertise-peer-urls: expected "${expected}"`,
    );
  }
}

function memberOf(part: string): { name: string; url: string } {
  const [, name, url] = /^([^=]+)=(.+)$/.exec(part) ?? [];
  if (name === undefined || url === undefined) {
    throw new ConfigError(`--initial-cluster: "${part}" is not name=peer-url`);
  }
  return { name, url: parseUrls('--initial-cluster', url)[0]?.url ?? url };
}
