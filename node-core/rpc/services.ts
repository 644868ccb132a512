import type { Member } from '../server/member.js';
import { authService } from './auth-service.js';
import type { CallContext, MethodHandler, ServiceTable } from './call.js';
import { clusterService } from './cluster-service.js';
import { electionService } from './election-service.js';
import { rpcError } from './errors.js';
import { healthService } from './health-service.js';
import { type KvOptions, kvService } from './kv-service.js';
import { leaseService } from './lease-service.js';
import { lockService } from './lock-service.js';
import { maintenanceService } from './maintenance-service.js';
import { ownCalls } from './own-calls.js';
import { watchService } from './watch-service.js';

/** Every method of etcd's client API, those included that answer Unimplemented. */
export function clientServices(member: Member, options: KvOptions): ServiceTable {
  const keysAndLeases = [...kvService(member, options), ...leaseService(member)];
  const calls = ownCalls(keysAndLeases);
  const entries = [
    ...keysAndLeases,
    ...watchService(member),
    ...clusterService(member),
    ...maintenanceService(member),
    ...authService(member),
    ...lockService(member, calls),
    ...electionService(member, calls),
    ...healthService(),
  ];
  return new Map(entries.map(([path, handler]) => [path, respectingLeader(member, handler)]));
}

/** Clients that set `hasleader` would rather be refused than answered by a member that is cut off. */
function respectingLeader(member: Member, handler: MethodHandler): MethodHandler {
  const check = (context: CallContext) => {
    if (context.metadata('hasleader') === 'true' && !member.hasLeader()) {
      throw rpcError('no-leader');
    }
  };
  switch (handler.kind) {
    case 'unary':
      return {
        kind: 'unary',
        handle: (request, context) => {
          check(context);
          return handler.handle(request, context);
        },
      };
    case 'server-stream':
      return {
        kind: 'server-stream',
        handle: (request, context) => {
          check(context);
          handler.handle(request, context);
        },
      };
    case 'bidirectional':
      return {
        kind: 'bidirectional',
        handle: (context) => {
          check(context);
          return handler.handle(context);
        },
      };
  }
}
