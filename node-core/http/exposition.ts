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
      readonly series: readonly Series[];
    };

/** One histogram of a metric. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly histogram: Histogram;
}

export function gauge(name: string, help: string, value: number | boolean): Metric {
  return { type: 'gauge', name, help, samples: [{ labels: {}, value: Number(value) }] };
}

export function counter(name: string, help: string, value: number): Metric {
  return { type: 'counter', name, help, samples: [{ labels: {}, value }] };
}

export function histogram(name: string, help: string, values: Histogram): Metric {
  return { type: 'histogram', name, help, series: [{ labels: {}, histogram: values }] };
}

/** A gauge that is 1 and says what it says in a label. */
export function info(name: string, help: string, labels: Readonly<Record<string, string>>): Metric {
  return { type: 'gauge', name, help, samples: [{ labels, value: 1 }] };
}

/** By name, as Go's client sorts them. Metrics without a sample are left out. */
export function exposeMetrics(metrics: readonly Metric[]): string {
  return metrics
    .filter((metric) => (metric.type === 'histogram' ? metric.series : metric.samples).length > 0)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(
      (metric) =>
        `# HELP ${metric.name} ${metric.help}\n# TYPE ${metric.name} ${metric.type}\n${samplesText(metric)}`,
    )
    .join('');
}

function samplesText(metric: Metric): string {
  return metric.type === 'histogram'
    ? metric.series.map((series) => seriesText(metric.name, series)).join('')
    : metric.samples.map(({ labels, value }) => `${metric.name}${labelText(labels)} ${value}\n`).join('');
}

function seriesText(name: string, { labels, histogram: values }: Series): string {
  const bucket = (bound: string, count: number) =>
    `${name}_bucket${labelText({ ...labels, le: bound })} ${count}\n`;
  const counts = values.cumulativeCounts();
  return [
    ...values.boundsSeconds.map((bound, position) => bucket(String(bound), counts[position] ?? 0)),
    bucket('+Inf', values.count),
    `${name}_sum${labelText(labels)} ${values.sumSeconds}\n`,
    `${name}_count${labelText(labels)} ${values.count}\n`,
  ].join('');
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .toSorted();
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
