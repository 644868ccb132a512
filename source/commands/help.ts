import type { Command, Example, FlagSpec } from './command.js';

const commonFlags: readonly FlagSpec[] = [
  { name: 'help', short: 'h', type: 'boolean', description: 'show this help' },
  { name: 'version', type: 'boolean', description: 'show the version' },
];

/** `etcdscope COMMAND --help`. `connectionFlags` are shown when the command connects. */
export function commandHelp(command: Command, connectionFlags: readonly FlagSpec[]): string {
  const usage = ['etcdscope', command.name, command.operands, '[FLAGS]'].filter((word) => word !== '');
  const aliases = command.aliases ?? [];
  return sections([
    command.summary,
    `Usage\n  ${usage.join(' ')}${aliases.length > 0 ? `\n  also: ${aliases.join(', ')}` : ''}`,
    flagSection('Flags', [...command.flags, ...commonFlags]),
    command.connects ? flagSection('Connection', connectionFlags) : '',
    exampleSection(command.examples),
  ]);
}

/** `etcdscope --help`. */
export function programHelp(
  commands: readonly Command[],
  inspector: Command,
  connectionFlags: readonly FlagSpec[],
): string {
  const width = Math.max(...commands.map((command) => command.name.length));
  const list = commands.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`);
  return sections([
    'See into an etcd cluster from the terminal: browse, tail, triage and repair.',
    'Usage\n  etcdscope [FLAGS]            opens the inspector\n  etcdscope COMMAND [FLAGS]    see etcdscope COMMAND --help',
    `Commands\n${list.join('\n')}`,
    flagSection('Flags', [...inspector.flags, ...commonFlags]),
    flagSection('Connection', connectionFlags),
    exampleSection(inspector.examples),
  ]);
}

function sections(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function flagSection(title: string, flags: readonly FlagSpec[]): string {
  const heads = flags.map(flagHead);
  const width = Math.max(...heads.map((head) => head.length));
  const lines = flags.map((flag, index) => `  ${(heads[index] ?? '').padEnd(width)}  ${flagText(flag)}`);
  return `${title}\n${lines.join('\n')}`;
}

function flagHead(flag: FlagSpec): string {
  const value = flag.type === 'boolean' ? '' : ` ${flag.placeholder ?? flag.choices?.join('|') ?? 'VALUE'}`;
  return `${flag.short === undefined ? '    ' : `-${flag.short}, `}--${flag.name}${value}`;
}

function flagText(flag: FlagSpec): string {
  return flag.environment === undefined ? flag.description : `${flag.description} (${flag.environment})`;
}

function exampleSection(examples: readonly Example[]): string {
  const lines = examples.map((example) => `  ${example.line}\n      ${example.does}`);
  return examples.length === 0 ? '' : `Examples\n${lines.join('\n')}`;
}
