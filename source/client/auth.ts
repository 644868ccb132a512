import { AuthService } from '../../proto/generated/etcdserverpb.js';
import type { AuthApi } from './api.js';
import { quorumRead, write } from './call-policy.js';
import type { Caller } from './caller.js';

export function authApi(caller: Caller): AuthApi {
  return {
    status: (options) => caller.unary(AuthService.authStatus, {}, quorumRead('auth status'), options),
    enable: (options) => caller.unary(AuthService.authEnable, {}, write('auth enable'), options),
    disable: (options) => caller.unary(AuthService.authDisable, {}, write('auth disable'), options),
    limits: () => caller.limits(),
    ...userApi(caller),
    ...roleApi(caller),
  };
}

function userApi(caller: Caller) {
  return {
    userAdd: (request, options) => caller.unary(AuthService.userAdd, request, write('user add'), options),
    userGet: (name, options) => caller.unary(AuthService.userGet, { name }, quorumRead('user get'), options),
    userList: (options) => caller.unary(AuthService.userList, {}, quorumRead('user list'), options),
    userDelete: (name, options) =>
      caller.unary(AuthService.userDelete, { name }, write('user delete'), options),
    userChangePassword: (request, options) =>
      caller.unary(AuthService.userChangePassword, request, write('user passwd'), options),
    userGrantRole: (user, role, options) =>
      caller.unary(AuthService.userGrantRole, { user, role }, write('user grant-role'), options),
    userRevokeRole: (name, role, options) =>
      caller.unary(AuthService.userRevokeRole, { name, role }, write('user revoke-role'), options),
  } satisfies Partial<AuthApi>;
}

function roleApi(caller: Caller) {
  return {
    roleAdd: (name, options) => caller.unary(AuthService.roleAdd, { name }, write('role add'), options),
    roleGet: (role, options) => caller.unary(AuthService.roleGet, { role }, quorumRead('role get'), options),
    roleList: (options) => caller.unary(AuthService.roleList, {}, quorumRead('role list'), options),
    roleDelete: (role, options) =>
      caller.unary(AuthService.roleDelete, { role }, write('role delete'), options),
    roleGrantPermission: (name, perm, options) =>
      caller.unary(AuthService.roleGrantPermission, { name, perm }, write('role grant-permission'), options),
    roleRevokePermission: (request, options) =>
      caller.unary(AuthService.roleRevokePermission, request, write('role revoke-permission'), options),
  } satisfies Partial<AuthApi>;
}
