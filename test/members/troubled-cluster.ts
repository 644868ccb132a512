import type { CallOptions } from '../../source/client/api.js';
import { EtcdError } from '../../source/client/errors.js';
import { demoCluster } from '../screens/demo-cluster.js';
import type { FakeClient } from '../screens/fake-client.js';
import type { FakeCluster, FakeMember } from '../screens/fake-cluster.js';

/** The demo cluster with troubles that every kind of finding shows up with. */

const dayMs = 86_400_000;

function changed(member: FakeMember): FakeMember {
  switch (member.name) {
    case 'm1':
      return { ...member, status: { ...member.status, dbSize: 1_980e6, dbSizeInUse: 420e6 } };
    case 'm2':
      return {
        ...member,
        status: {
          ...member.status,
          dbSize: 2_150e6,
          dbSizeInUse: 2_090e6,
          errors: [`memberID:${member.id} alarm:NOSPACE `],
        },
      };
    default:
      return member;
  }
}

export function troubledCluster(nowMs: number): FakeCluster {
  return {
    ...demoCluster,
    members: demoCluster.members.map(changed),
    certificate: {
      subject: 'CN=etcd',
      issuer: 'CN=etcd-ca',
      validFromMs: nowMs - 346 * dayMs,
      validToMs: nowMs + 19 * dayMs,
    },
  };
}

/** From now on the member refuses connections. */
export function silence(client: FakeClient, name: string): void {
  const silent = demoCluster.members.find((member) => member.name === name)?.endpoint ?? '';
  const { status } = client.maintenance;
  Object.assign(client.maintenance, {
    status: (options?: CallOptions) =>
      options?.endpoint === silent
        ? Promise.reject(new EtcdError('unreachable', `${silent} refused the connection.`, 'refused', silent))
        : status(options),
  });
}
