import type { MethodDefinition } from '../../proto/wire.js';
import type { CallContext } from './call.js';
import { toStatus } from './errors.js';
import { joinMessage } from './message.js';
import type { ServiceEntry } from './method.js';
import { RpcError, StatusCode } from './status.js';

/**
 * Calls of this server's own unary methods on behalf of a caller: checked, permitted and limited as if the
 * caller had made them.
 * @throws RpcError with the text of the failure and the code Unknown: etcd's lock and election services are
 * clients of etcd themselves, and a client's errors lose their code on the way out
 */
export type OwnCalls = <Request, Response>(
  definition: MethodDefinition<Request, Response>,
  request: Partial<Request>,
  context: CallContext,
) => Promise<Response>;

export function ownCalls(entries: readonly ServiceEntry[]): OwnCalls {
  const handlers = new Map(entries);
  return async (definition, request, context) => {
    const handler = handlers.get(definition.path);
    if (handler?.kind !== 'unary') {
      throw new Error(`${definition.path} is not a unary method of this server`);
    }
    try {
      const answer = await handler.handle(definition.request.encode(request), context);
      return definition.response.decode(joinMessage(answer));
    } catch (error) {
      throw new RpcError(StatusCode.UNKNOWN, toStatus(error).message);
    }
  };
}
