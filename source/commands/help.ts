import { cellWidth, fit, wrap } from '../presentation/cells.js';
import type { Command, Example, FlagSpec } from './command.js';

const commonFlags: readonly FlagSpec[] = [
  { name: 'help', short: 'h', type: 'boolean', description: 'show this help' },
  { name: 'version', type: 'boolean', description: 'show the version' },
];

/** `etcdscope COMMAND --help`. `connectionFlags` are shown when the command connects. */
export function commandHelp(
  command: Command,
  connectionFlags: readonly FlagSpec[],
  columns: number | undefined,
): string {
  const usage = ['etcdscope', command.name, command.operands, '[FLAGS]'].filter((word) => word !== '');
  const aliases = command.aliases ?? [];
  return sections([
    wrap(command.summary, columns ?? Number.POSITIVE_INFINITY).join('\n'),
    `Usage\n  ${usage.join(' ')}${aliases.length > 0 ? `\n  also: ${aliases.join(', ')}` : ''}`,
    flagSection('Flags', [...command.flags, ...commonFlags], columns),
    command.connects ? flagSection('Connection', connectionFlags, columns) : '',
    exampleSection(command.examples),
  ]);
}

/** `etcdscope --help`. */
export function programHelp(
  commands: readonly Command[],
  inspector: Command,
  connectionFlags: readonly FlagSpec[],
  columns: number | undefined,
): string {
  const list = table(
    commands.map(({ name, summary }) => [name, summary]),
    columns,
  );
  return sections([
    'See into an etcd cluster from the terminal: browse, tail, triage and repair.',
    'Usage\n  etcdscope [FLAGS]            opens the inspector\n  etcdscope COMMAND [FLAGS]    see etcdscope COMMAND --help',
    `Commands\n${list}`,
    flagSection('Flags', [...inspector.flags, ...commonFlags], columns),
    flagSection('Connection', connectionFlags, columns),
    exampleSection(inspector.examples),
  ]);
}

function sections(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** Where less is left beside what they are about, words go below it. */
const wordsMin = 24;
const indentBelow = 10;

/** What there is beside what it does; `columns` of the terminal, without one nothing is wrapped. */
function table(
  lines: readonly (readonly [head: string, text: string])[],
  columns: number | undefined,
): string {
  const width = Math.max(...lines.map(([head]) => cellWidth(head)));
  const room = (columns ?? Number.POSITIVE_INFINITY) - width - 4;
  return lines
    .flatMap(([head, text]) =>
      room < wordsMin ? below(head, text, columns) : beside(fit(head, width), text, room),
    )
    .join('\n');
}

const beside = (head: string, text: string, room: number): readonly string[] =>
  wrap(text, room).map((line, index) => `  ${index === 0 ? head : ' '.repeat(cellWidth(head))}  ${line}`);

const below = (head: string, text: string, columns = Number.POSITIVE_INFINITY): readonly string[] => [
  `  ${head}`,
  ...wrap(text, Math.max(1, columns - indentBelow)).map((line) => `${' '.repeat(indentBelow)}${line}`),
];

function flagSection(title: string, flags: readonly FlagSpec[], columns: number | undefined): string {
  return `${title}\n${table(
    flags.map((flag) => [flagHead(flag), flagText(flag)]),
    columns,
  )}`;
}

function flagHead(flag: FlagSpec): string {
  const value = flag.type === 'boolean' ? '' : ` ${flag.placeholder ?? flag.choices?.join('|') ?? 'VALUE'}`;
  return `${flag.short === undefined ? '    ' : `-${flag.short}, `}--${flag.name}${value}`;
}

function flagText(flag: FlagSpec): string {
  return flag.environment === undefined ? flag.description : `${flag.description} (${flag.environment})`;
}

export function exampleSection(examples: readonly Example[]): string {
  const lines = examples.map((example) => `  ${example.line}\n      ${example.does}`);
  return examples.length === 0 ? '' : `Examples\n${lines.join('\n')}`;
}
