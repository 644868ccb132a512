import { fromBytes } from '../../bytes/byte-string.js';
import { foldsFor, showAll, type WatchFilter } from '../../store/watch-filter.js';
import { parseWords } from '../../store/watch-terms.js';
import { type FlagSpec, type FlagValues, UsageError } from '../command.js';

/** Flags that each are a word of a filter, and the word's name. */
const words: readonly (readonly [flag: FlagSpec, word: string])[] = [
  [
    {
      name: 'kind',
      type: 'string',
      placeholder: 'KIND[,KIND]',
      description: 'only these kinds, named as kubectl does: pods, deploy, widgets.acme.io',
    },
    'kind:',
  ],
  [
    {
      name: 'namespace',
      short: 'n',
      type: 'string',
      placeholder: 'NAME[,NAME]',
      description: 'only objects of these namespaces',
    },
    'ns:',
  ],
  [
    {
      name: 'type',
      type: 'string',
      placeholder: 'TYPE[,TYPE]',
      description: 'only put, or create, update, delete',
    },
    'type:',
  ],
  [
    {
      name: 'by',
      type: 'string',
      placeholder: 'WRITER[,WRITER]',
      description: 'only what these wrote, as managedFields say; "nobody" for what does not say',
    },
    'by:',
  ],
  [
    {
      name: 'regex',
      type: 'string',
      placeholder: 'PATTERN',
      description: 'only keys that match; no looking around and no references, so it is never slow',
    },
    're:',
  ],
];

export const filterFlags: readonly FlagSpec[] = [
  ...words.map(([flag]) => flag),
  {
    name: 'filter',
    type: 'string',
    placeholder: 'WORDS',
    description: 'as / in the inspector: "web kind:pods -ns:test by:kubelet re:^/registry"',
  },
  {
    name: 'fold',
    type: 'boolean',
    description: 'count leases, events and other noise instead of printing it',
  },
];

/** @throws UsageError */
export function askedFilter(flags: FlagValues, prefix: Uint8Array): WatchFilter {
  const typed = flags.get('filter');
  const parsed = parseWords([
    ...words.flatMap(([{ name }, word]) => {
      const value = flags.get(name);
      return typeof value === 'string' ? [`${word}${value}`] : [];
    }),
    ...(typeof typed === 'string' ? typed.split(/\s+/u).filter((word) => word !== '') : []),
  ]);
  if (parsed.terms === undefined) {
    throw new UsageError(`the filter cannot be followed: ${parsed.problem}`);
  }
  const folds = flags.has('fold') ? foldsFor(fromBytes(prefix)) : showAll.folds;
  return { ...showAll, terms: parsed.terms, folds };
}
