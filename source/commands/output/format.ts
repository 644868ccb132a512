import type { FlagSpec, FlagValues } from '../command.js';

export type OutputFormat = 'table' | 'json' | 'simple';

export const formatFlag: FlagSpec = {
  name: 'write-out',
  short: 'w',
  type: 'string',
  choices: ['table', 'json', 'simple'],
  description: 'how to print: table, json (stable field names, 64-bit ids as text) or simple',
};

export function outputFormat(flags: FlagValues, otherwise: OutputFormat): OutputFormat {
  const chosen = flags.get('write-out');
  return chosen === 'table' || chosen === 'json' || chosen === 'simple' ? chosen : otherwise;
}
