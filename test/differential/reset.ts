import { AuthService, KVService, LeaseService } from '../../proto/generated/etcdserverpb.js';
import type { Metadata, WireClient } from '../conformance/wire-client.js';

const everything = { key: Buffer.from('\0'), rangeEnd: Buffer.from('\0') };
const putsAtOnce = 100;
/** What a program may have made root's password. */
const rootPasswords = ['p', 'q', ''] as const;

/**
 * Takes a server back to having no keys, leases, users or roles.
 * @returns its revision
 */
export async function clear(client: WireClient): Promise<number> {
  await removeUsers(client);
  const leases = await must(client.call(LeaseService.leaseLeases, {}));
  for (const { id } of leases.leases) {
    await client.call(LeaseService.leaseRevoke, { id });
  }
  const { header } = await must(client.call(KVService.deleteRange, everything));
  return header?.revision ?? 0;
}

/**
 * Raises a server's revision and drops its history, so that programs begin alike everywhere: at the compacted
 * revision there is one key, just made, and the revision after it deletes that. The deletion stays: whether one
 * at the compacted revision itself does differs between versions.
 * @param revision at least `alignmentMin` above the server's own
 */
export async function alignTo(client: WireClient, own: number, revision: number): Promise<void> {
  for (let left = revision - own - (alignmentMin - 1); left > 0; left -= putsAtOnce) {
    const puts = Array.from({ length: Math.min(left, putsAtOnce) }, () => put(client));
    await Promise.all(puts);
  }
  await must(client.call(KVService.deleteRange, everything));
  await put(client);
  await must(client.call(KVService.deleteRange, everything));
  await must(client.call(KVService.compact, { revision: revision - 1, physical: true }));
}

/** Two puts of a key, each deleted again. */
export const alignmentMin = 4;

async function put(client: WireClient): Promise<void> {
  await must(client.call(KVService.put, { key: everything.key }));
}

async function removeUsers(client: WireClient): Promise<void> {
  const metadata = await rootMetadata(client);
  if (metadata !== undefined) {
    await must(client.call(AuthService.authDisable, {}, metadata));
  }
  const { users } = await must(client.call(AuthService.userList, {}));
  for (const name of users) {
    await client.call(AuthService.userDelete, { name });
  }
  const { roles } = await must(client.call(AuthService.roleList, {}));
  for (const role of roles) {
    await client.call(AuthService.roleDelete, { role });
  }
}

/** @returns undefined where authentication is off */
async function rootMetadata(client: WireClient): Promise<Metadata | undefined> {
  let refusal = '';
  for (const password of rootPasswords) {
    const login = await client.call(AuthService.authenticate, { name: 'root', password });
    if ('response' in login) {
      return { token: login.response.token };
    }
    if (login.message.includes('authentication is not enabled')) {
      return undefined;
    }
    refusal = login.message;
  }
  throw new Error(`root cannot log in: ${refusal}`);
}

async function must<T>(
  answer: Promise<{ readonly response: T } | { readonly code: number; readonly message: string }>,
): Promise<T> {
  const known = await answer;
  if (!('response' in known)) {
    throw new Error(`resetting a server failed: ${known.message}`);
  }
  return known.response;
}
