import type { ServiceTable } from './call.js';
import { RpcError, StatusCode } from './status.js';

/** The answer to a path nobody serves; the texts are grpc-go's, which clients of etcd know. */
export function unknownMethod(path: string, services: ServiceTable): RpcError {
  const parts = /^\/(.+)\/([^/]*)$/.exec(path);
  const [, service, method] = parts ?? [];
  if (service === undefined) {
    return new RpcError(StatusCode.UNIMPLEMENTED, `malformed method name: "${path}"`);
  }
  const prefix = `/${service}/`;
  for (const known of services.keys()) {
    if (known.startsWith(prefix)) {
      return new RpcError(StatusCode.UNIMPLEMENTED, `unknown method ${method} for service ${service}`);
    }
  }
  return new RpcError(StatusCode.UNIMPLEMENTED, `unknown service ${service}`);
}
