import { ElectionService } from '../../proto/generated/v3electionpb.js';
import { LockService } from '../../proto/generated/v3lockpb.js';
import { notYet, type ServiceEntry } from './method.js';

/** Lock and election are served from etcd 3.2 on, and not here yet. */
export function concurrencyServices(): ServiceEntry[] {
  return [
    ...Object.values(LockService).map((definition) => notYet(definition, 'the lock service')),
    ...Object.values(ElectionService).map((definition) => notYet(definition, 'the election service')),
  ];
}
