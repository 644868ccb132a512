import type { Histogram } from '../server/histogram.js';

/** One value of a metric. Label values are text that needs no escaping. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric in Prometheus's text format (version 0.0.4). */
export type Metric =
  | {
      readonly type: 'gauge' | 'counter';
      readonly name: string;
      readonly help: string;
      readonly samples: readonly Sample[];
    }
  | {
      readonly type: 'histogram';
      readonly name: string;
      readonly help: string;
      readonly histogram: Histogram;
    };

export function gauge(name: string, help: string, value: number | boolean): Metric {
  return { type: 'gauge', name, help, samples: [{ labels: {}, value: Number(value) }] };
}

export function counter(name: string, help: string, value: number): Metric {
  return { type: 'counter', name, help, samples: [{ labels: {}, value }] };
}

/** A gauge that is 1 and says what it says in a label. */
export function info(name: string, help: string, labels: Readonly<Record<string, string>>): Metric {
  return { type: 'gauge', name, help, samples: [{ labels, value: 1 }] };
}

/** By name, as Go's client sorts them. Metrics without a sample are left out. */
export function exposeMetrics(metrics: readonly Metric[]): string {
  return metrics
    .filter((metric) => metric.type === 'histogram' || metric.samples.length > 0)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(
      (metric) =>
        `# HELP ${metric.name} ${metric.help}\n# TYPE ${metric.name} ${metric.type}\n${samplesText(metric)}`,
    )
    .join('');
}

function samplesText(metric: Metric): string {
  return metric.type === 'histogram'
    ? histogramSamples(metric.name, metric.histogram)
    : metric.samples.map(({ labels, value }) => `${metric.name}${labelText(labels)} ${value}\n`).join('');
}

function histogramSamples(name: string, histogram: Histogram): string {
  const counts = histogram.cumulativeCounts();
  const buckets = histogram.boundsSeconds.map(
    (bound, position) => `${name}_bucket{le="${bound}"} ${counts[position]}\n`,
  );
  return [
    ...buckets,
    `${name}_bucket{le="+Inf"} ${histogram.count}\n`,
    `${name}_sum ${histogram.sumSeconds}\n`,
    `${name}_count ${histogram.count}\n`,
  ].join('');
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .toSorted();
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
