import { type ByteString, fromBytes } from '../bytes/byte-string.js';
import { LinearRegex } from './linear-regex/linear-regex.js';
import { PatternError } from './linear-regex/parse.js';
import type { LoggedChange } from './watch-log.js';
import { changedObject } from './watch-object.js';

/** One condition of a filter; a change is shown when it meets all of them. */
export interface FilterTerm {
  /** As it was typed. */
  readonly source: string;
  /** True for terms that look into values: they take far longer than those that look at keys. */
  readonly readsValues: boolean;
  readonly holds: (change: LoggedChange, writerOf: (change: LoggedChange) => string) => boolean;
  /** Present for patterns: how much work they did so far. */
  readonly regex?: LinearRegex;
}

/** The names of kinds that `kubectl` knows by fewer letters. */
const shortNames: Readonly<Record<string, string>> = {
  cj: 'cronjobs',
  cm: 'configmaps',
  crd: 'customresourcedefinitions.apiextensions.k8s.io',
  deploy: 'deployments',
  ds: 'daemonsets',
  ep: 'endpoints',
  ev: 'events',
  hpa: 'horizontalpodautoscalers',
  ing: 'ingresses',
  netpol: 'networkpolicies',
  no: 'nodes',
  ns: 'namespaces',
  po: 'pods',
  pv: 'persistentvolumes',
  pvc: 'persistentvolumeclaims',
  rs: 'replicasets',
  sa: 'serviceaccounts',
  sts: 'statefulsets',
  svc: 'services',
};

const plurals = (name: string): readonly string[] => [
  name,
  `${name}s`,
  `${name}es`,
  name.replace(/y$/, 'ies'),
];

function isResource(resource: string, asked: string): boolean {
  const name = asked.toLowerCase();
  const wanted = shortNames[name] ?? name;
  return plurals(wanted).some((each) => resource === each || resource.startsWith(`${each}.`));
}

const utf8 = new TextEncoder();
const bytesOf = (text: string): ByteString => fromBytes(utf8.encode(text));

/** Small letters match capitals too; a capital asks for just that. */
const ignoresCase = (text: string): boolean => !/[A-Z]/.test(text);

function keyTerm(text: string): FilterTerm['holds'] {
  const wanted = bytesOf(text);
  if (!ignoresCase(text)) return ({ key }) => key.includes(wanted);
  return ({ key }) => key.toLowerCase().includes(wanted);
}

type Value = (asked: readonly string[]) => Pick<FilterTerm, 'holds'> & Partial<FilterTerm>;

const typeNames: Readonly<Record<string, readonly LoggedChange['type'][]>> = {
  put: ['created', 'updated'],
  create: ['created'],
  update: ['updated'],
  delete: ['deleted'],
  del: ['deleted'],
};

/** A filter that cannot be followed; `message` says why, in half a sentence. */
class TermError extends Error {}

function typeTerm(asked: readonly string[]): Pick<FilterTerm, 'holds'> {
  const types = asked.flatMap((name) => {
    const found = typeNames[name];
    if (found === undefined) throw new TermError(`type is one of ${Object.keys(typeNames).join(', ')}`);
    return found;
  });
  return { holds: ({ type }) => types.includes(type) };
}

const named: Readonly<Record<string, Value>> = {
  kind: (asked) => ({
    holds: (change) => {
      const resource = changedObject(change)?.resource;
      return resource !== undefined && asked.some((name) => isResource(resource, name));
    },
  }),
  ns: (asked) => ({ holds: (change) => asked.includes(changedObject(change)?.namespace ?? '') }),
  type: typeTerm,
  by: (asked) => ({
    readsValues: true,
    holds: (change, writerOf) => {
      const writer = writerOf(change);
      return asked.some((name) => (name === 'nobody' ? writer === '' : writer.includes(name)));
    },
  }),
};

function patternTerm(pattern: string): Pick<FilterTerm, 'holds' | 'regex'> {
  try {
    const regex = new LinearRegex(bytesOf(pattern), ignoresCase(pattern.replaceAll(/\\./g, '')));
    return { regex, holds: ({ key }) => regex.test(key) };
  } catch (error) {
    if (error instanceof PatternError) throw new TermError(`in re:${pattern}, ${error.message}`);
    throw error;
  }
}

function valueTerm(word: string): Pick<FilterTerm, 'holds'> & Partial<FilterTerm> {
  const [, name, value] = /^([a-z]+):(.*)$/s.exec(word) ?? [];
  if (name === 're' && value !== undefined) return value === '' ? { holds: () => true } : patternTerm(value);
  const make = name !== undefined && Object.hasOwn(named, name) ? named[name] : undefined;
  if (make === undefined || value === undefined) return { holds: keyTerm(word) };
  const asked = value.split(',').filter((each) => each !== '');
  return asked.length === 0 ? { holds: () => true } : make(asked);
}

function termOf(word: string): FilterTerm {
  const isNegated = word.length > 1 && word.startsWith('-');
  const { holds, readsValues = false, ...rest } = valueTerm(isNegated ? word.slice(1) : word);
  const judged: FilterTerm['holds'] = isNegated ? (change, writerOf) => !holds(change, writerOf) : holds;
  // What costs little is asked first, so that fewer values are read.
  return { ...rest, source: word, readsValues, holds: judged };
}

/** The terms of a filter, or what is wrong with it in half a sentence. */
export type ParsedTerms =
  | { readonly terms: readonly FilterTerm[] }
  | { readonly terms?: undefined; readonly problem: string };

/** A filter of these words; a word may hold blanks where it was not typed. */
export function parseWords(words: readonly string[]): ParsedTerms {
  try {
    const terms = words.map(termOf);
    return { terms: terms.toSorted((one, other) => Number(one.readsValues) - Number(other.readsValues)) };
  } catch (error) {
    if (error instanceof TermError) return { problem: error.message };
    throw error;
  }
}

/**
 * A filter as it is typed: words with blanks between, all of which must hold. `text` is part of the key;
 * `kind:pods,events`, `ns:default`, `type:put|create|update|delete`, `by:kubelet` (who wrote it) and `re:REGEX` (on
 * the key) are what they say; a `-` before a word turns it round.
 */
export function parseTerms(text: string): ParsedTerms {
  return parseWords(text.split(/\s+/).filter((word) => word !== ''));
}
