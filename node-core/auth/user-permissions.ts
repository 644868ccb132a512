import { type Permission, Permission_Type as PermissionType } from '../../proto/generated/authpb.js';
import { covers, type KeyRange, keyRange, mergeRanges } from './key-ranges.js';

export type Access = 'read' | 'write';

/** What a user's roles permit together. */
export class UserPermissions {
  readonly #ranges: Readonly<Record<Access, readonly KeyRange[]>>;

  constructor(permissions: readonly Permission[]) {
    this.#ranges = {
      read: rangesOf(permissions, PermissionType.READ),
      write: rangesOf(permissions, PermissionType.WRITE),
    };
  }

  permit(access: Access, key: Uint8Array, rangeEnd: Uint8Array): boolean {
    return covers(this.#ranges[access], keyRange(key, rangeEnd));
  }
}

/** No key is empty; etcd sorts such a permission, which old versions took, behind every key. */
function rangesOf(permissions: readonly Permission[], type: PermissionType): readonly KeyRange[] {
  return mergeRanges(
    permissions
      .filter(({ permType }) => permType === type || permType === PermissionType.READWRITE)
      .filter(({ key }) => key.length > 0)
      .map(({ key, rangeEnd }) => keyRange(key, rangeEnd)),
  );
}
