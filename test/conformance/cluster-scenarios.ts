import {
  ClusterService,
  DowngradeRequest_DowngradeAction as DowngradeAction,
  MaintenanceService,
} from '../../proto/generated/etcdserverpb.js';
import { HealthService } from '../../proto/generated/grpc.health.v1.js';
import type { Scenario } from './transcript.js';

export const clusterScenario: Scenario = {
  name: 'members, downgrades and the health service',
  // Both are younger.
  notIn34: [
    'downgrade to what',
    'downgrade to 3.5',
    'downgrade to 3.4',
    'downgrade to 3.6',
    'cancel a downgrade',
    'health of all',
  ],
  async run(script) {
    const { client } = script;
    const listed = await client.call(ClusterService.memberList, { linearizable: true });
    const own = 'response' in listed ? (listed.response.members[0]?.id ?? 0n) : 0n;
    const peerURLs = ['http://127.0.0.1:1'];
    for (const urls of [
      [],
      ['127.0.0.1:1'],
      ['ftp://127.0.0.1:1'],
      ['http://127.0.0.1'],
      ['http://127.0.0.1:1/a'],
    ]) {
      await script.call(`add ${urls.join()}`, ClusterService.memberAdd, { peerURLs: urls });
    }
    await script.call('remove another', ClusterService.memberRemove, { id: 5n });
    await script.call('remove the last', ClusterService.memberRemove, { id: own });
    await script.call('promote another', ClusterService.memberPromote, { id: 5n });
    await script.call('promote the last', ClusterService.memberPromote, { id: own });
    await script.call('update another', ClusterService.memberUpdate, { id: 5n, peerURLs });
    await script.call('move to another', MaintenanceService.moveLeader, { targetID: 5n });
    await script.call('move to itself', MaintenanceService.moveLeader, { targetID: own });
    const downgrade = (step: string, version: string) =>
      script.call(step, MaintenanceService.downgrade, { action: DowngradeAction.VALIDATE, version });
    await downgrade('downgrade to what', 'x');
    await downgrade('downgrade to 3.5', '3.5');
    await downgrade('downgrade to 3.4', '3.4.0');
    await downgrade('downgrade to 3.6', '3.6');
    await script.call('cancel a downgrade', MaintenanceService.downgrade, { action: DowngradeAction.CANCEL });
    await script.call('health', HealthService.check, {});
    await script.call('health of all', HealthService.list, {});
    await script.call('health of no service', HealthService.check, { service: 'nobody' });
    for (const service of ['', 'nobody']) {
      const watch = client.stream(HealthService.watch);
      watch.send({ service });
      watch.end();
      script.note(`health of "${service}", watched`, (await watch.reached(1))[0]);
      watch.cancel();
    }
  },
};
