import type { Permission, Permission_Type as PermissionType } from '../../proto/generated/authpb.js';
import { AuthService } from '../../proto/generated/etcdserverpb.js';
import { bytes } from './requests.js';
import type { Script } from './transcript.js';
import type { Metadata } from './wire-client.js';

/** Hashing a password as cheaply as bcrypt goes. */
export const cheap = ['--bcrypt-cost=4'];

export const permission = (permType: PermissionType, key: string, rangeEnd = ''): Permission => ({
  permType,
  key: bytes(key),
  rangeEnd: bytes(rangeEnd),
});

/** Users root, alice and guest, whose role is listed; and enabled authentication. */
export async function enableAuth(script: Script, permissions: readonly Permission[]): Promise<void> {
  const { client } = script;
  await client.call(AuthService.userAdd, { name: 'root', password: 'r' });
  await client.call(AuthService.roleAdd, { name: 'root' });
  await client.call(AuthService.userGrantRole, { user: 'root', role: 'root' });
  await client.call(AuthService.userAdd, { name: 'alice', password: 'a' });
  await client.call(AuthService.userAdd, { name: 'guest', password: 'g' });
  await client.call(AuthService.roleAdd, { name: 'worker' });
  for (const perm of permissions) {
    await client.call(AuthService.roleGrantPermission, { name: 'worker', perm });
  }
  await client.call(AuthService.userGrantRole, { user: 'alice', role: 'worker' });
  await script.call('enable', AuthService.authEnable, {});
}

export async function logIn(script: Script, name: string): Promise<Metadata> {
  const password = name.slice(0, 1);
  const answer = await script.client.call(AuthService.authenticate, { name, password });
  if (!('response' in answer)) {
    throw new Error(`${name} cannot log in: ${answer.message}`);
  }
  return { token: answer.response.token };
}

export function boundTo(script: Script) {
  const call: Script['call'] = (step, method, request, metadata) =>
    script.call(step, method, request, metadata);
  return { call };
}
