import type { MethodDefinition } from '../../proto/wire.js';
import type { CallContext, MethodHandler } from './call.js';
import { unimplemented } from './errors.js';

/** A row of a service table. */
export type ServiceEntry = readonly [path: string, handler: MethodHandler];

/** A unary method that works on decoded messages. */
export function unary<Request, Response>(
  definition: MethodDefinition<Request, Response>,
  handle: (request: Request, context: CallContext) => Partial<Response> | Promise<Partial<Response>>,
): ServiceEntry {
  return [
    definition.path,
    {
      kind: 'unary',
      handle: async (bytes, context) =>
        definition.response.encode(await handle(definition.request.decode(bytes), context)),
    },
  ];
}

/** A method of etcd's that is not there yet; it says so, whatever kind of call it is. */
export function notYet(definition: { readonly path: string }, what: string): ServiceEntry {
  return [
    definition.path,
    {
      kind: 'unary',
      handle: () => {
        throw unimplemented(what);
      },
    },
  ];
}
