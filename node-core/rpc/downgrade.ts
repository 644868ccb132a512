import {
  DowngradeRequest_DowngradeAction as DowngradeAction,
  type DowngradeRequest,
} from '../../proto/generated/etcdserverpb.js';
import type { Member } from '../server/member.js';
import { rpcError, unimplemented } from './errors.js';

interface MinorVersion {
  readonly major: number;
  readonly minor: number;
}

/**
 * Says whether a downgrade would be let in: to the minor version before the cluster's. One is never under way
 * here, so cancelling it changes nothing, as in etcd.
 * @returns the cluster's version, such as `3.6`
 * @throws RpcError for any other version, and for a downgrade that shall really begin
 */
export async function downgrade(
  member: Pick<Member, 'clusterVersion' | 'linearizableRead'>,
  { action, version }: DowngradeRequest,
): Promise<string> {
  const current = parseVersion(member.clusterVersion() ?? '');
  if (action !== DowngradeAction.CANCEL) {
    const target = parseVersion(version);
    await member.linearizableRead();
    if (target.major !== current.major || target.minor !== current.minor - 1) {
      throw rpcError('downgrade-version-invalid');
    }
    if (action === DowngradeAction.ENABLE) {
      throw unimplemented('downgrades');
    }
  }
  return `${current.major}.${current.minor}`;
}

/** `3.5` or `3.5.0`; what follows the minor version does not count. */
function parseVersion(text: string): MinorVersion {
  const [, major, minor] = /^(\d+)\.(\d+)(?:\.\d+)?(?:[-+].*)?$/.exec(text) ?? [];
  if (major === undefined || minor === undefined) {
    throw rpcError('downgrade-version-format');
  }
  return { major: Number(major), minor: Number(minor) };
}
