import type { AlarmStore } from '../alarm/alarm-store.js';
import type { AuthStore } from '../auth/auth-store.js';
import type { Backend } from '../backend/types.js';
import type { Lessor } from '../lease/types.js';
import type { Cluster } from '../membership/cluster.js';
import type { MvccStore } from '../mvcc/types.js';
import type { WatchHub } from '../watch/types.js';

/** All that a member holds as the result of the log: what is in its backend, and what stands on it. */
export interface MemberState {
  readonly backend: Backend;
  readonly store: MvccStore;
  readonly lessor: Lessor;
  readonly watches: WatchHub;
  readonly alarms: AlarmStore;
  readonly cluster: Cluster;
  readonly auth: AuthStore;
}
