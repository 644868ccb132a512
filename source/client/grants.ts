import { Permission_Type } from '../../proto/generated/authpb.js';
import { AuthService } from '../../proto/generated/etcdserverpb.js';
import type { MethodDefinition } from '../../proto/wire.js';
import { fromBytes, prefixEnd, rangeEnd as rangeEndOf } from '../bytes/byte-string.js';
import type { CallOptions } from './api.js';
import { type CallPolicy, quorumRead } from './call-policy.js';
import { EtcdError, type Grant } from './errors.js';
import { printable } from './printable.js';

/** Asks etcd one thing. */
type Ask = <Request, Response>(
  definition: MethodDefinition<Request, Response>,
  request: Partial<Request>,
  policy: CallPolicy,
  options: CallOptions,
) => Promise<Response>;

/** A refusal of these is not explained by asking them again. */
export const grantsPolicy = quorumRead('user get');

/** Whoever is told what they may do waits no longer for it than this. */
const askedMs = 2_000;

/**
 * What a user's roles allow, which each user may ask about themselves (etcd: applierV3 UserGet, RoleGet);
 * undefined where it is not told. Each question is an entry in the Raft log: asked after a refusal that is told.
 */
export async function grantsOf(ask: Ask, user: string): Promise<readonly Grant[] | undefined> {
  const options = { timeoutMs: askedMs };
  try {
    const { roles } = await ask(AuthService.userGet, { name: user }, grantsPolicy, options);
    const answers = await Promise.all(
      roles.map((role) => ask(AuthService.roleGet, { role }, grantsPolicy, options)),
    );
    return answers
      .flatMap(({ perm }) => perm)
      .map(({ permType, key, rangeEnd }) => ({
        key,
        rangeEnd,
        prefix: prefixOf(key, rangeEnd),
        mayRead: permType !== Permission_Type.WRITE,
        mayWrite: permType !== Permission_Type.READ,
      }));
  } catch {
    return undefined;
  }
}

/** Whether a user is held to what their roles say: nobody is while authentication is off, and root never is. */
export async function isLimited(ask: Ask): Promise<boolean> {
  try {
    await ask(AuthService.userList, {}, grantsPolicy, { timeoutMs: askedMs });
    return false;
  } catch (error) {
    return error instanceof EtcdError && error.kind === 'permission-denied';
  }
}

/** Whether a role covers the key, for reading and for writing as far as they are asked for. */
export function covers({ key, rangeEnd, ...may }: Grant, asked: Uint8Array, needs: Needs): boolean {
  if ((needs.read && !may.mayRead) || (needs.write && !may.mayWrite)) return false;
  if (rangeEnd.length === 0) return Buffer.compare(key, asked) === 0;
  if (Buffer.compare(key, asked) > 0) return false;
  return isZeroByte(rangeEnd) || Buffer.compare(asked, rangeEnd) < 0;
}

interface Needs {
  readonly read: boolean;
  readonly write: boolean;
}

function isZeroByte(bytes: Uint8Array): boolean {
  return bytes.length === 1 && bytes[0] === 0;
}

/** Every key begins with the empty prefix, and etcd has no empty key: its range may begin at one zero byte as well. */
function prefixOf(key: Uint8Array, rangeEnd: Uint8Array): Uint8Array | undefined {
  const prefix = isZeroByte(key) && isZeroByte(rangeEnd) ? new Uint8Array() : key;
  return Buffer.from(rangeEnd).equals(rangeEndOf(prefixEnd(fromBytes(prefix)))) ? prefix : undefined;
}

const namedMax = 3;

/** `ann may read /app/… and write nothing`, as one sentence. */
export function grantsInWords(user: string, grants: readonly Grant[]): string {
  const read = placesInWords(grants.filter(({ mayRead }) => mayRead));
  const written = placesInWords(grants.filter(({ mayWrite }) => mayWrite));
  const may = read === written ? `read and write ${read}` : `read ${read}, and write ${written}`;
  return `${printable(user)} may ${may}.`;
}

function placesInWords(grants: readonly Grant[]): string {
  if (grants.length === 0) return 'nothing';
  const places = grants.slice(0, namedMax).map(placeInWords);
  const more = grants.length - places.length;
  return [...places, ...(more > 0 ? [`${more} places more`] : [])].join(' and ');
}

function placeInWords({ key, rangeEnd, prefix }: Grant): string {
  const text = (bytes: Uint8Array) => printable(Buffer.from(bytes).toString());
  if (prefix !== undefined) return prefix.length === 0 ? 'everything' : `${text(prefix)}…`;
  if (rangeEnd.length === 0) return `the key ${text(key)}`;
  return isZeroByte(rangeEnd)
    ? `the keys from ${text(key)} on`
    : `the keys from ${text(key)} to ${text(rangeEnd)}`;
}
