import { AuthService } from '../../proto/generated/etcdserverpb.js';
import type { Member } from '../server/member.js';
import { responseHeader } from './header.js';
import { notYet, type ServiceEntry, unary } from './method.js';

/** etcd's auth revision of a store in which nobody ever set up a user. */
const untouchedAuthRevision = 1;

export function authService(member: Member): ServiceEntry[] {
  const { authStatus, ...others } = AuthService;
  return [
    unary(authStatus, () => ({
      header: responseHeader(member),
      enabled: false,
      authRevision: untouchedAuthRevision,
    })),
    ...Object.values(others).map((definition) => notYet(definition, 'users, roles and passwords')),
  ];
}
