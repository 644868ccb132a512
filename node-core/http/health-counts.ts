import { counter, type Metric } from './exposition.js';

interface CheckCount {
  readonly labels: { readonly type: string; readonly name: string };
  succeeded: number;
  failed: number;
  lastSucceeded: boolean;
}

/** How checks of health ended, for `/metrics`. */
export class HealthCounts {
  #healthy = 0;
  #unhealthy = 0;
  readonly #checks = new Map<string, CheckCount>();

  /** `/health` was asked. */
  healthTold(isHealthy: boolean): void {
    this.#healthy += isHealthy ? 1 : 0;
    this.#unhealthy += isHealthy ? 0 : 1;
  }

  /** A check of `livez` or `readyz` was made. */
  checked(type: string, name: string, succeeded: boolean): void {
    const key = `${type}/${name}`;
    const count = this.#checks.get(key) ?? {
      labels: { type, name },
      succeeded: 0,
      failed: 0,
      lastSucceeded: succeeded,
    };
    count.succeeded += succeeded ? 1 : 0;
    count.failed += succeeded ? 0 : 1;
    count.lastSucceeded = succeeded;
    this.#checks.set(key, count);
  }

  metrics(): Metric[] {
    const checks = [...this.#checks.values()];
    return [
      counter('etcd_server_health_success', 'The total number of successful health checks', this.#healthy),
      counter('etcd_server_health_failures', 'The total number of failed health checks', this.#unhealthy),
      {
        type: 'gauge',
        name: 'etcd_server_healthcheck',
        help: 'The result of each kind of healthcheck.',
        samples: checks.map(({ labels, lastSucceeded }) => ({ labels, value: Number(lastSucceeded) })),
      },
      {
        type: 'counter',
        name: 'etcd_server_healthchecks_total',
        help: 'The total number of each kind of healthcheck.',
        samples: checks.flatMap(({ labels, succeeded, failed }) =>
          (
            [
              ['success', succeeded],
              ['error', failed],
            ] as const
          )
            .filter(([, value]) => value > 0)
            .map(([status, value]) => ({ labels: { ...labels, status }, value })),
        ),
      },
    ];
  }
}
