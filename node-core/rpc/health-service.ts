import {
  HealthCheckRequest,
  HealthCheckResponse,
  HealthService,
  HealthCheckResponse_ServingStatus as ServingStatus,
} from '../../proto/generated/grpc.health.v1.js';
import { type ServiceEntry, unary } from './method.js';
import { RpcError, StatusCode } from './status.js';

/** The only service name whose health is known: the server as a whole. It serves as long as it answers. */
const wholeServer = '';

export function healthService(): ServiceEntry[] {
  return [
    unary(HealthService.check, ({ service }) => {
      if (service !== wholeServer) {
        throw new RpcError(StatusCode.NOT_FOUND, 'unknown service');
      }
      return { status: ServingStatus.SERVING };
    }),
    unary(HealthService.list, () => ({
      statuses: [{ service: wholeServer, health: { status: ServingStatus.SERVING } }],
    })),
    [
      HealthService.watch.path,
      {
        kind: 'server-stream',
        handle: (bytes, context) => {
          const { service } = HealthCheckRequest.decode(bytes);
          const status = service === wholeServer ? ServingStatus.SERVING : ServingStatus.SERVICE_UNKNOWN;
          context.send(HealthCheckResponse.encode({ status }));
        },
      },
    ],
  ];
}
