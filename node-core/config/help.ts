import { type FlagGroup, flags } from './flags.js';

const groups: readonly FlagGroup[] = ['Member', 'Clustering', 'Security', 'Auth', 'Logging', 'Other'];

/** The page for `--help`, in the form of etcd's own. */
export function helpText(): string {
  const sections = groups.map((group) => `${group}:\n${flagsOf(group)}`);
  return [
    "Usage:\n\n  etcdscope node [flags]\n    Start one etcd-compatible member. Flags are etcd's.\n",
    ...sections,
  ].join('\n');
}

function flagsOf(group: FlagGroup): string {
  return Object.entries(flags)
    .filter(([, flag]) => flag.group === group)
    .map(([name, flag]) => `  --${name} '${flag.initial}'\n    ${flag.help}\n`)
    .join('');
}
