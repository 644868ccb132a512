import type { ServiceTable } from './call.js';
import { goQuote, headerText } from './go-quote.js';
import { RpcError, StatusCode } from './status.js';

/** The answer to a path nobody serves; the texts are grpc-go's, which clients of etcd know. */
export function unknownMethod(path: string, services: ServiceTable): RpcError {
  const parts = /^\/(.*)\/([^/]*)$/s.exec(path);
  const [, service, method] = parts ?? [];
  if (service === undefined) {
    return new RpcError(StatusCode.UNIMPLEMENTED, `malformed method name: ${goQuote(path)}`);
  }
  const prefix = `/${service}/`;
  for (const known of services.keys()) {
    if (known.startsWith(prefix)) {
      return new RpcError(
        StatusCode.UNIMPLEMENTED,
        `unknown method ${headerText(method ?? '')} for service ${headerText(service)}`,
      );
    }
  }
  return new RpcError(StatusCode.UNIMPLEMENTED, `unknown service ${headerText(service)}`);
}
