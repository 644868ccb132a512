import { Permission_Type as PermissionType } from '../../proto/generated/authpb.js';
import { KVService, LeaseService } from '../../proto/generated/etcdserverpb.js';
import { ElectionService, LeaderKey } from '../../proto/generated/v3electionpb.js';
import { LockService } from '../../proto/generated/v3lockpb.js';
import { eventually } from '../support/eventually.js';
import { cheap, enableAuth, logIn, permission } from './auth-setup.js';
import { bytes } from './requests.js';
import type { Scenario, Script } from './transcript.js';

const { READ, WRITE, READWRITE } = PermissionType;
const name = bytes('q');
const everyPlace = { key: bytes('q/'), rangeEnd: bytes('q0') };

async function grant(script: Script, ...ids: readonly bigint[]): Promise<void> {
  for (const id of ids) {
    await script.call(`grant ${id}`, LeaseService.leaseGrant, { id, ttl: 600 });
  }
}

/** Waits until so many keys are in the queue. */
async function waiting(script: Script, count: number): Promise<void> {
  await eventually(`${count} in the queue`, async () => {
    const answer = await script.client.call(KVService.range, { ...everyPlace, countOnly: true });
    return 'response' in answer && answer.response.count === count;
  });
}

export const lockScenario: Scenario = {
  name: 'locks',
  // 3.4 gave the lock to whoever had lost the lease while waiting.
  notIn34: ['lost while waiting'],
  async run(script) {
    const { client } = script;
    await grant(script, 0x64n, 0x65n, 0x66n, 0x67n, -2n);
    await script.call('lock', LockService.lock, { name, lease: 0x64n });
    await script.call('lock what is held already', LockService.lock, { name, lease: 0x64n });
    await script.call('the key', KVService.range, everyPlace);
    await script.call('with an unknown lease', LockService.lock, { name, lease: 404n });
    await script.call('with a negative lease', LockService.lock, { name: bytes('neg'), lease: -2n });
    await script.call('the key of a negative lease', KVService.range, {
      key: bytes('neg/'),
      rangeEnd: bytes('neg0'),
    });
    await script.call('without a name', LockService.lock, { lease: 0x64n });
    const second = client.call(LockService.lock, { name, lease: 0x65n });
    await waiting(script, 2);
    const third = client.call(LockService.lock, { name, lease: 0x66n });
    await waiting(script, 3);
    const given = client.stream(LockService.lock);
    given.send({ name, lease: 0x67n });
    given.end();
    await waiting(script, 4);
    given.cancel();
    await waiting(script, 3);
    await script.call('unlock', LockService.unlock, { key: bytes('q/64') });
    script.note('second', await second);
    await script.call('third loses its lease', LeaseService.leaseRevoke, { id: 0x66n });
    await script.call('unlock again', LockService.unlock, { key: bytes('q/64') });
    await script.call('unlock second', LockService.unlock, { key: bytes('q/65') });
    script.note('lost while waiting', await third);
    await script.call('unlock nothing', LockService.unlock, {});
    const drawn = await client.call(LockService.lock, { name: bytes('free') });
    script.note(
      'a lease is granted',
      'response' in drawn && /^free\/[0-9a-f]+$/.test(Buffer.from(drawn.response.key).toString()),
    );
    await script.call('what is left', KVService.range, everyPlace);
  },
};

export const electionScenario: Scenario = {
  name: 'elections',
  async run(script) {
    const { client } = script;
    await grant(script, 0x64n, 0x65n, 0x66n);
    const leader = (fields: Partial<LeaderKey>) => LeaderKey.create({ name, ...fields });
    await script.call('no leader', ElectionService.leader, { name });
    const observed = client.stream(ElectionService.observe);
    observed.send({ name });
    observed.end();
    await script.call('campaign', ElectionService.campaign, { name, lease: 0x64n, value: bytes('a') });
    await observed.reached(1);
    await script.call('leader', ElectionService.leader, { name });
    await script.call('campaign again', ElectionService.campaign, { name, lease: 0x64n, value: bytes('a') });
    await script.call('campaign anew', ElectionService.campaign, { name, lease: 0x64n, value: bytes('b') });
    await observed.reached(2);
    const first = leader({ key: bytes('q/64'), rev: 2, lease: 0x64n });
    await script.call('proclaim', ElectionService.proclaim, { leader: first, value: bytes('c') });
    await observed.reached(3);
    await script.call('unknown lease', ElectionService.campaign, { name, lease: 404n, value: bytes('a') });
    const second = client.call(ElectionService.campaign, { name, lease: 0x65n, value: bytes('d') });
    await waiting(script, 2);
    const given = client.stream(ElectionService.campaign);
    given.send({ name, lease: 0x66n, value: bytes('e') });
    given.end();
    await waiting(script, 3);
    given.cancel();
    await waiting(script, 2);
    const wrong = leader({ key: bytes('q/64'), rev: 1, lease: 0x64n });
    await script.call('proclaim as another', ElectionService.proclaim, { leader: wrong, value: bytes('x') });
    await script.call('resign as another', ElectionService.resign, { leader: wrong });
    await script.call('resign', ElectionService.resign, { leader: first });
    script.note('second', await second);
    await observed.reached(4);
    await script.call('resign twice', ElectionService.resign, { leader: first });
    await script.call('proclaim after it', ElectionService.proclaim, { leader: first, value: bytes('x') });
    await script.call('second is revoked', LeaseService.leaseRevoke, { id: 0x65n });
    await script.call('no leader again', ElectionService.leader, { name });
    await script.call('third campaign', ElectionService.campaign, { name, lease: 0x66n, value: bytes('f') });
    script.note('observed', await observed.reached(5));
    observed.cancel();
    await script.call('proclaim without a leader', ElectionService.proclaim, { value: bytes('x') });
    await script.call('resign without a leader', ElectionService.resign, {});
    await script.call('proclaim without a key', ElectionService.proclaim, {
      leader: leader({ lease: 0x64n }),
    });
    const unleased = leader({ key: bytes('q/66'), rev: 12 });
    await script.call('resign without a lease', ElectionService.resign, { leader: unleased });
    await script.call('what is left', KVService.range, everyPlace);
  },
};

/** Locks and elections are made with the rights of who asks. */
export const authConcurrencyScenario: Scenario = {
  name: 'locks and elections with authentication',
  flags: cheap,
  async run(script) {
    await enableAuth(script, [
      permission(READWRITE, 'q/', 'q0'),
      permission(WRITE, 'w/', 'w0'),
      permission(READ, 'r/', 'r0'),
    ]);
    const root = await logIn(script, 'root');
    const alice = await logIn(script, 'alice');
    const guest = await logIn(script, 'guest');
    await script.call('grant', LeaseService.leaseGrant, { id: 0x64n, ttl: 600 }, root);
    const callers = { root, alice, guest, nobody: {}, stranger: { token: 'x.1' } };
    for (const [caller, metadata] of Object.entries(callers)) {
      for (const place of ['q', 'w', 'r']) {
        const queue = { name: bytes(place), lease: 0x64n };
        const step = (what: string) => `${caller} ${what} ${place}`;
        await script.call(step('locks'), LockService.lock, queue, metadata);
        await script.call(step('unlocks'), LockService.unlock, { key: bytes(`${place}/64`) }, metadata);
        await script.call(
          step('runs for'),
          ElectionService.campaign,
          { ...queue, value: bytes('v') },
          metadata,
        );
        await script.call(step('asks who leads'), ElectionService.leader, queue, metadata);
        const key = bytes(`${place}/64`);
        const leader = LeaderKey.create({ name: queue.name, key, rev: 1, lease: 0x64n });
        await script.call(step('speaks for'), ElectionService.proclaim, { leader }, metadata);
        await script.call(step('leaves'), ElectionService.resign, { leader }, metadata);
        await script.call(step('clears'), KVService.deleteRange, { key }, root);
      }
    }
    await script.call('a lease for nobody', LockService.lock, { name });
    script.note(
      'an observer without rights',
      await script.client.collect(ElectionService.observe, { name }, guest),
    );
  },
};
