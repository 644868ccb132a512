import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describeValue } from '../../source/kube/describe.js';
import { parseJson } from '../../source/kube/json.js';
import { yamlText } from '../../source/kube/print-yaml.js';
import { differences } from '../kube/same.js';
import type { Bench, BenchRow } from './bench.js';
import { median } from './support/statistics.js';

const fixtures = fileURLToPath(new URL('../../../shared/fixtures/kubernetes/', import.meta.url));
const facts = fileURLToPath(new URL('../../source/kube/facts.ts', import.meta.url));
const rounds = 7;
const roundMs = 400;

interface Sample {
  /** As stored in etcd. */
  readonly stored: Buffer;
  /** What Kubernetes prints of it. */
  readonly json: string;
}

/** Whether Kubernetes' own objects come out as Kubernetes prints them, and how fast beside parsing that print. */
export const decoder: Bench = {
  name: 'decoder',
  summary: 'Kubernetes objects from protobuf to YAML: exactness, table size, objects/s beside JSON.parse',
  async run(report) {
    if (!existsSync(fixtures)) throw new Error(`there are no objects at ${fixtures}`);
    const sets = ['full', 'sparse'].map((name) => ({ name, samples: readSet(name) }));
    for (const { name, samples } of sets) {
      report({
        what: `equal by value, ${name} set`,
        ours: samples.filter(isEqual).length,
        peer: samples.length,
        peerName: 'all',
        unit: 'objects',
        better: 'more',
      });
    }
    reportTable(report);
    for (const { name, samples } of sets) reportSpeed(name, samples, report);
  },
};

function readSet(name: string): readonly Sample[] {
  const directory = path.join(fixtures, name);
  return readdirSync(directory)
    .filter((file) => file.endsWith('.pb'))
    .map((file) => path.join(directory, file))
    .map((file) => ({
      stored: readFileSync(file),
      json: readFileSync(file.replace(/\.pb$/, '.json'), 'utf8'),
    }));
}

function isEqual({ stored, json }: Sample): boolean {
  const value = describeValue(stored);
  return value.kind === 'object' && differences(value.tree, parseJson(json)).length === 0;
}

function reportTable(report: (row: BenchRow) => void): void {
  report({
    what: 'table of facts, as source',
    ours: statSync(facts).size / 1_000,
    peer: gzipSync(readFileSync(facts)).length / 1_000,
    peerName: 'gzipped',
    unit: 'kB',
    better: 'less',
  });
}

function reportSpeed(name: string, samples: readonly Sample[], report: (row: BenchRow) => void): void {
  const decode = ({ stored }: Sample): unknown => describeValue(stored);
  const print = ({ stored }: Sample): unknown => {
    const value = describeValue(stored);
    return value.kind === 'object' ? yamlText(value.tree) : undefined;
  };
  const parse = ({ json }: Sample): unknown => JSON.parse(json);
  const speeds: Record<'decode' | 'print' | 'parse', number[]> = { decode: [], print: [], parse: [] };
  // The first round warms up and is not counted.
  for (let round = 0; round <= rounds; round++) {
    const measured = {
      decode: perSecond(samples, decode),
      print: perSecond(samples, print),
      parse: perSecond(samples, parse),
    };
    if (round === 0) continue;
    speeds.decode.push(measured.decode);
    speeds.print.push(measured.print);
    speeds.parse.push(measured.parse);
  }
  const row = (what: string, ours: readonly number[]): void =>
    report({
      what,
      ours: median(ours),
      peer: median(speeds.parse),
      peerName: 'JSON.parse of the print',
      unit: '/s',
      better: 'more',
    });
  row(`decode, ${name} set`, speeds.decode);
  row(`decode and print as YAML, ${name} set`, speeds.print);
}

function perSecond(samples: readonly Sample[], use: (sample: Sample) => unknown): number {
  const started = performance.now();
  let done = 0;
  while (performance.now() - started < roundMs) {
    for (const sample of samples) use(sample);
    done += samples.length;
  }
  return (done * 1_000) / (performance.now() - started);
}
