/** The version of etcd whose behaviour this server has and tells its clients. */
export const etcdVersion = '3.6.16';

/** What a cluster of such members agrees on: without the patch level. */
export const etcdClusterVersion = '3.6.0';
