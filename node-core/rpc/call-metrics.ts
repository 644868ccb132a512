import type { Metric, Sample, Series } from '../http/exposition.js';
import type { MethodStatistics } from './call-statistics.js';
import { printedCodes, StatusCode } from './status.js';

/** Calls by method, under the names of go-grpc-middleware, and bytes under etcd's. */
export function callMetrics(methods: readonly MethodStatistics[]): Metric[] {
  const perMethod = (value: (method: MethodStatistics) => number): Sample[] =>
    methods.map((method) => ({ labels: labelsOf(method), value: value(method) }));
  const total = (value: (method: MethodStatistics) => number): Sample[] => [
    { labels: {}, value: methods.reduce((sum, method) => sum + value(method), 0) },
  ];
  return [
    {
      type: 'counter',
      name: 'grpc_server_started_total',
      help: 'Total number of RPCs started on the server.',
      samples: perMethod(({ started }) => started),
    },
    {
      type: 'counter',
      name: 'grpc_server_handled_total',
      help: 'Total number of RPCs completed on the server, regardless of success or failure.',
      samples: methods.flatMap(handledSamples),
    },
    {
      type: 'counter',
      name: 'grpc_server_msg_received_total',
      help: 'Total number of RPC stream messages received on the server.',
      samples: perMethod(({ messagesReceived }) => messagesReceived),
    },
    {
      type: 'counter',
      name: 'grpc_server_msg_sent_total',
      help: 'Total number of gRPC stream messages sent by the server.',
      samples: perMethod(({ messagesSent }) => messagesSent),
    },
    {
      type: 'histogram',
      name: 'grpc_server_handling_seconds',
      help: 'Histogram of response latency (seconds) of gRPC that had been application-level handled by the server.',
      series: methods.flatMap(durationsOf),
    },
    {
      type: 'counter',
      name: 'etcd_network_client_grpc_received_bytes_total',
      help: 'The total number of bytes received from grpc clients.',
      samples: total(({ bytesReceived }) => bytesReceived),
    },
    {
      type: 'counter',
      name: 'etcd_network_client_grpc_sent_bytes_total',
      help: 'The total number of bytes sent to grpc clients.',
      samples: total(({ bytesSent }) => bytesSent),
    },
  ];
}

/** Every code is there from the start, with 0, so that rates can be taken. */
function handledSamples(method: MethodStatistics): Sample[] {
  return Object.values(StatusCode).map((code) => ({
    labels: { grpc_code: printedCodes[code], ...labelsOf(method) },
    value: method.handled.get(code) ?? 0,
  }));
}

function durationsOf(method: MethodStatistics): Series[] {
  const { durations } = method;
  return durations === undefined ? [] : [{ labels: labelsOf(method), histogram: durations }];
}

function labelsOf({ service, method, type }: MethodStatistics): Readonly<Record<string, string>> {
  return { grpc_method: method, grpc_service: service, grpc_type: type };
}
