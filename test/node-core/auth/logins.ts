import { type Credentials, noCredentials } from '../../../node-core/auth/types.js';
import type { Member } from '../../../node-core/server/member.js';
import { Permission, Permission_Type as PermissionType } from '../../../proto/generated/authpb.js';
import {
  AuthEnableRequest,
  AuthenticateRequest,
  AuthRoleAddRequest,
  AuthRoleGrantPermissionRequest,
  AuthUserAddRequest,
  AuthUserGrantRoleRequest,
} from '../../../proto/generated/etcdserverpb.js';

/** Users root and alice with their names as passwords; alice may do everything with the key `a`. */
export async function enableAuth({ auth }: Member): Promise<void> {
  for (const name of ['root', 'alice']) {
    await auth.addUser(AuthUserAddRequest.create({ name, password: name }), noCredentials);
    await auth.request('authRoleAdd', AuthRoleAddRequest.encode({ name }), noCredentials);
    const grant = AuthUserGrantRoleRequest.encode({ user: name, role: name });
    await auth.request('authUserGrantRole', grant, noCredentials);
  }
  const perm = Permission.create({ permType: PermissionType.READWRITE, key: Buffer.from('a') });
  const permit = AuthRoleGrantPermissionRequest.encode({ name: 'alice', perm });
  await auth.request('authRoleGrantPermission', permit, noCredentials);
  await auth.request('authEnable', AuthEnableRequest.encode({}), noCredentials);
}

export function logIn({ auth }: Member, name: string): Promise<string> {
  return auth.authenticate(AuthenticateRequest.create({ name, password: name }));
}

export function withToken(token: string): Credentials {
  return {
    metadata: (name) => (name === 'token' ? token : undefined),
    commonName: () => undefined,
  };
}
