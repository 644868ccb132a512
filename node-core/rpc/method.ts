import type { MethodDefinition } from '../../proto/wire.js';
import type { CallContext, MethodHandler } from './call.js';

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
