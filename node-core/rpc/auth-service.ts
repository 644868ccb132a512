import { AuthService } from '../../proto/generated/etcdserverpb.js';
import type { MethodDefinition } from '../../proto/wire.js';
import type { AuthKind, ProposalAnswers } from '../server/answers.js';
import type { Member } from '../server/member.js';
import { responseHeader } from './header.js';
import { type ServiceEntry, unary } from './method.js';

export function authService(member: Member): ServiceEntry[] {
  /** A method whose request goes into the log as it is. */
  const logged = <Request, Response, K extends AuthKind>(
    definition: MethodDefinition<Request, Response>,
    kind: K,
    answer: (result: ProposalAnswers[K]) => Partial<Response>,
  ): ServiceEntry =>
    unary(definition, async (request, context) => {
      const result = await member.auth.request(kind, definition.request.encode(request), context);
      return { header: responseHeader(member), ...answer(result) };
    });
  const nothingMore = () => ({});
  return [
    logged(AuthService.authEnable, 'authEnable', nothingMore),
    logged(AuthService.authDisable, 'authDisable', nothingMore),
    logged(AuthService.authStatus, 'authStatus', (status) => status),
    unary(AuthService.authenticate, async (request) => {
      const token = await member.auth.authenticate(request);
      return { header: responseHeader(member), token };
    }),
    unary(AuthService.userAdd, async (request, context) => {
      await member.auth.addUser(request, context);
      return { header: responseHeader(member) };
    }),
    logged(AuthService.userGet, 'authUserGet', (roles) => ({ roles: [...roles] })),
    logged(AuthService.userList, 'authUserList', (users) => ({ users: [...users] })),
    logged(AuthService.userDelete, 'authUserDelete', nothingMore),
    unary(AuthService.userChangePassword, async (request, context) => {
      await member.auth.changePassword(request, context);
      return { header: responseHeader(member) };
    }),
    logged(AuthService.userGrantRole, 'authUserGrantRole', nothingMore),
    logged(AuthService.userRevokeRole, 'authUserRevokeRole', nothingMore),
    logged(AuthService.roleAdd, 'authRoleAdd', nothingMore),
    logged(AuthService.roleGet, 'authRoleGet', (perm) => ({ perm: [...perm] })),
    logged(AuthService.roleList, 'authRoleList', (roles) => ({ roles: [...roles] })),
    logged(AuthService.roleDelete, 'authRoleDelete', nothingMore),
    logged(AuthService.roleGrantPermission, 'authRoleGrantPermission', nothingMore),
    logged(AuthService.roleRevokePermission, 'authRoleRevokePermission', nothingMore),
  ];
}
