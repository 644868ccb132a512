import {
  KVService,
  type LeaseKeepAliveResponse,
  LeaseService,
  WatchCreateRequest,
  WatchService,
} from '../../proto/generated/etcdserverpb.js';
import { bytes, toTheEnd } from './requests.js';
import type { Scenario } from './transcript.js';

export const leaseScenario: Scenario = {
  name: 'leases',
  async run(script) {
    await script.call('no lease', LeaseService.leaseLeases, {});
    await script.call('grant', LeaseService.leaseGrant, { id: 100n, ttl: 1_000 });
    await script.call('grant the same', LeaseService.leaseGrant, { id: 100n, ttl: 1_000 });
    await script.call('shorter than the shortest', LeaseService.leaseGrant, { id: 101n, ttl: 1 });
    await script.call('of no time', LeaseService.leaseGrant, { id: 102n, ttl: 0 });
    await script.call('of negative time', LeaseService.leaseGrant, { id: 103n, ttl: -5 });
    await script.call('too long', LeaseService.leaseGrant, { id: 104n, ttl: 9_000_000_001 });
    await script.call('the longest', LeaseService.leaseGrant, { id: 105n, ttl: 9_000_000_000 });
    await script.call('of a negative id', LeaseService.leaseGrant, { id: -1n, ttl: 1_000 });
    for (const id of [101n, 102n, 103n]) {
      await script.call(`revoke ${id}`, LeaseService.leaseRevoke, { id });
    }
    await script.call('revoke an unknown one', LeaseService.leaseRevoke, { id: 404n });
    await script.call('time of an unknown one', LeaseService.leaseTimeToLive, { id: 404n, keys: true });
    for (const key of ['c', 'a', 'b', 'free']) {
      const lease = key === 'free' ? 0n : 100n;
      await script.call(`put ${key}`, KVService.put, { key: bytes(key), value: bytes('v'), lease });
    }
    const time = await script.client.call(LeaseService.leaseTimeToLive, { id: 100n, keys: true });
    script.note(
      'time and keys',
      'response' in time && {
        ...time.response,
        ttl: time.response.ttl > 900,
        keys: time.response.keys.map((key) => Buffer.from(key).toString()).sort(),
      },
    );
    await script.call('take b away', KVService.put, { key: bytes('b'), value: bytes('w') });
    const without = await script.client.call(LeaseService.leaseTimeToLive, { id: 100n });
    script.note('time without keys', 'response' in without && { ...without.response, ttl: 0 });
    const leases = await script.client.call(LeaseService.leaseLeases, {});
    script.note('leases', 'response' in leases && leases.response.leases.map(({ id }) => id).sort());
    await script.call('revoke', LeaseService.leaseRevoke, { id: 100n });
    await script.call('what is left', KVService.range, { key: toTheEnd, rangeEnd: toTheEnd });
    await script.call('revoke again', LeaseService.leaseRevoke, { id: 100n });
    await script.call('put under the revoked one', KVService.put, { key: bytes('a'), lease: 100n });
    const drawn = await script.client.call(LeaseService.leaseGrant, { ttl: 60 });
    script.note('an id is drawn', 'response' in drawn && drawn.response.id > 0n);
  },
};

export const keepAliveScenario: Scenario = {
  name: 'keeping leases alive',
  async run(script) {
    await script.call('grant', LeaseService.leaseGrant, { id: 1n, ttl: 60 });
    const stream = script.client.stream(LeaseService.leaseKeepAlive);
    stream.send({ id: 1n });
    stream.send({ id: 404n });
    stream.send({ id: 1n });
    const answers: readonly LeaseKeepAliveResponse[] = await stream.reached(3);
    script.note('answers', [...answers]);
    await script.call('revoke', LeaseService.leaseRevoke, { id: 1n });
    stream.send({ id: 1n });
    script.note('after the end', (await stream.reached(4))[3]);
    stream.cancel();
  },
};

export const expiryScenario: Scenario = {
  name: 'a lease that runs out',
  async run(script) {
    await script.call('grant', LeaseService.leaseGrant, { id: 1n, ttl: 2 });
    await script.call('put b', KVService.put, { key: bytes('b'), value: bytes('1'), lease: 1n });
    await script.call('put a', KVService.put, { key: bytes('a'), value: bytes('1'), lease: 1n });
    const watch = script.client.stream(WatchService.watch);
    watch.send({
      createRequest: WatchCreateRequest.create({ key: toTheEnd, rangeEnd: toTheEnd, prevKv: true }),
    });
    script.note('events', [...(await watch.reached(2))]);
    watch.cancel();
    await script.call('time', LeaseService.leaseTimeToLive, { id: 1n, keys: true });
    await script.call('all', KVService.range, { key: toTheEnd, rangeEnd: toTheEnd });
  },
};
