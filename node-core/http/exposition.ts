import type { Histogram } from '../server/histogram.js';

/** A metric in Prometheus's text format (version 0.0.4). Labels are text that needs no escaping. */
export type Metric =
  | {
      readonly type: 'gauge' | 'counter';
      readonly name: string;
      readonly help: string;
      readonly value: number;
      readonly labels?: Readonly<Record<string, string>>;
    }
  | {
      readonly type: 'histogram';
      readonly name: string;
      readonly help: string;
      readonly histogram: Histogram;
    };

export function exposeMetrics(metrics: readonly Metric[]): string {
  return metrics
    .map(
      (metric) =>
        `# HELP ${metric.name} ${metric.help}\n# TYPE ${metric.name} ${metric.type}\n${samples(metric)}`,
    )
    .join('');
}

function samples(metric: Metric): string {
  return metric.type === 'histogram'
    ? histogramSamples(metric.name, metric.histogram)
    : `${metric.name}${labelText(metric.labels ?? {})} ${metric.value}\n`;
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
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
