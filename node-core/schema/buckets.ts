/** etcd's buckets, under the names they have in its database file. */
export const bucketNames = [
  'alarm',
  'auth',
  'authRoles',
  'authUsers',
  'cluster',
  'key',
  'lease',
  'members',
  'members_removed',
  'meta',
] as const;

export type BucketName = (typeof bucketNames)[number];
