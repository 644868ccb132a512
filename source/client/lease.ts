import { LeaseService } from '../../proto/generated/etcdserverpb.js';
import type { LeaseApi } from './api.js';
import { exchangeAttempt } from './attempt.js';
import { localRead, quorumRead, write } from './call-policy.js';
import type { Caller } from './caller.js';

export function leaseApi(caller: Caller): LeaseApi {
  return {
    grant: (request, options) =>
      caller.unary(LeaseService.leaseGrant, request, write('lease grant'), options),
    revoke: (id, options) => caller.unary(LeaseService.leaseRevoke, { id }, write('lease revoke'), options),
    keepAliveOnce: (id, options = {}) =>
      caller.call(quorumRead('lease keep-alive'), options, (attempt) =>
        exchangeAttempt(LeaseService.leaseKeepAlive, { id }, attempt),
      ),
    timeToLive: (request, options) =>
      caller.unary(LeaseService.leaseTimeToLive, request, quorumRead('lease time-to-live'), options),
    list: (options) => caller.unary(LeaseService.leaseLeases, {}, localRead('lease list'), options),
  };
}
