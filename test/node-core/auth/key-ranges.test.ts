import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserPermissions } from '../../../node-core/auth/user-permissions.js';
import { Permission, Permission_Type as PermissionType } from '../../../proto/generated/authpb.js';

const permit = (permType: PermissionType, key: string, rangeEnd = '') =>
  Permission.create({ permType, key: Buffer.from(key), rangeEnd: Buffer.from(rangeEnd) });

const mayRead = (permissions: UserPermissions, key: string, rangeEnd = '') =>
  permissions.permit('read', Buffer.from(key), Buffer.from(rangeEnd));

test('ranges that touch permit what lies across', () => {
  const permissions = new UserPermissions([
    permit(PermissionType.READ, 'd', 'f'),
    permit(PermissionType.READ, 'b', 'd'),
    permit(PermissionType.READ, 'm', 'n'),
  ]);
  assert.equal(mayRead(permissions, 'b', 'f'), true);
  assert.equal(mayRead(permissions, 'c', 'e'), true);
  assert.equal(mayRead(permissions, 'a', 'c'), false);
  assert.equal(mayRead(permissions, 'b', 'f\0'), false);
  assert.equal(mayRead(permissions, 'e', 'm\0'), false, 'a gap stays a gap');
  assert.equal(mayRead(permissions, 'e', '\0'), false);
  assert.equal(mayRead(permissions, 'f'), false, 'the end is not in it');
});

test('a range inside another leaves the longer end', () => {
  const permissions = new UserPermissions([
    permit(PermissionType.READ, 'a', 'z'),
    permit(PermissionType.READ, 'b', 'c'),
  ]);
  assert.equal(mayRead(permissions, 'a', 'z'), true);
});

test('an open end goes past every key', () => {
  const permissions = new UserPermissions([
    permit(PermissionType.READ, 'k', '\0'),
    permit(PermissionType.READ, 'x', 'y'),
  ]);
  assert.equal(mayRead(permissions, 'k', '\0'), true);
  assert.equal(mayRead(permissions, '\u{10ffff}'), true);
  assert.equal(mayRead(permissions, 'j', '\0'), false);
});

test('single keys side by side are no range of more', () => {
  const permissions = new UserPermissions([
    permit(PermissionType.READ, 'a'),
    permit(PermissionType.READ, 'a\0'),
  ]);
  assert.equal(mayRead(permissions, 'a', 'a\0\0'), true);
  assert.equal(mayRead(permissions, 'a', 'b'), false);
});

test('reading and writing are permitted apart', () => {
  const permissions = new UserPermissions([
    permit(PermissionType.WRITE, 'w'),
    permit(PermissionType.READWRITE, 'b'),
    permit(PermissionType.READ, ''),
  ]);
  assert.equal(mayRead(permissions, 'w'), false);
  assert.equal(permissions.permit('write', Buffer.from('w'), Buffer.alloc(0)), true);
  assert.equal(mayRead(permissions, 'b'), true);
  assert.equal(permissions.permit('write', Buffer.from('b'), Buffer.alloc(0)), true);
  assert.equal(mayRead(permissions, 'a'), false, 'a permission on no key permits none');
});
