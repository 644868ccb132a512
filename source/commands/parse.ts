import fuzzy from 'fuzzy';
import meow, { type AnyFlags } from 'meow';
import { safeText } from '../presentation/text.js';
import { type FlagSpec, type FlagValues, UsageError } from './command.js';

export interface ParsedArguments {
  readonly operands: readonly string[];
  readonly flags: FlagValues;
}

/**
 * Splits arguments into operands and the flags of `specs`.
 * @throws UsageError on a flag that is not there, given twice, without its value or with a wrong one.
 */
export function parseArguments(argv: readonly string[], specs: readonly FlagSpec[]): ParsedArguments {
  const parsed = parseLoosely(argv, specs);
  const known = new Map(specs.map((spec) => [camelCase(spec.name), spec]));
  const flags = new Map<string, string | boolean>();
  for (const [key, value] of Object.entries(parsed.flags)) {
    const spec = known.get(key);
    if (spec === undefined) {
      throw new UsageError(unknownFlag(key, specs));
    }
    if (value !== undefined) {
      flags.set(spec.name, checkedValue(spec, value));
    }
  }
  return { operands: parsed.input, flags };
}

/**
 * The name of the command in a command line whose flags, those of `specs`, may stand before it: the first
 * operand. undefined when there is none.
 */
export function commandName(argv: readonly string[], specs: readonly FlagSpec[]): string | undefined {
  const first = argv[0];
  if (first === undefined || !first.startsWith('-')) {
    return first;
  }
  const byName = new Map(specs.map((spec) => [spec.name, spec]));
  return parseLoosely(argv, [...byName.values()]).input[0];
}

/** Whether each word that looks like a flag is one of `specs`. */
export function areAllKnown(argv: readonly string[], specs: readonly FlagSpec[]): boolean {
  const known = new Set(
    specs.flatMap(({ name, short }) => [
      `-${name}`,
      `--${name}`,
      ...(short === undefined ? [] : [`-${short}`]),
    ]),
  );
  return argv.every((word) => !word.startsWith('-') || known.has(word.replace(/=.*/su, '')));
}

/** `--file -` as `--file=-`: a dash alone is a value, which the parser below takes for an operand. */
function withDashValues(argv: readonly string[], specs: readonly FlagSpec[]): readonly string[] {
  const takesValue = new Set(
    specs
      .filter(({ type }) => type === 'string')
      .flatMap(({ name, short }) => [`--${name}`, ...(short === undefined ? [] : [`-${short}`])]),
  );
  const joined: string[] = [];
  for (const word of argv) {
    const flag = joined.at(-1);
    if (word === '-' && flag !== undefined && takesValue.has(flag)) joined[joined.length - 1] = `${flag}=-`;
    else joined.push(word);
  }
  return joined;
}

function parseLoosely(argv: readonly string[], specs: readonly FlagSpec[]) {
  const flags: Record<string, AnyFlags[string]> = {};
  for (const spec of specs) {
    flags[camelCase(spec.name)] = {
      type: spec.type,
      isMultiple: false,
      ...(spec.short === undefined ? {} : { shortFlag: spec.short }),
    };
  }
  try {
    return meow('', {
      importMeta: import.meta,
      pkg: { name: 'etcdscope' },
      argv: withDashValues(argv, specs),
      flags,
      autoHelp: false,
      autoVersion: false,
      description: false,
      booleanDefault: undefined,
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? lowerFirst(error.message) : String(error));
  }
}

function checkedValue(spec: FlagSpec, value: unknown): string | boolean {
  if (spec.type === 'boolean') {
    return value === true;
  }
  if (typeof value !== 'string' || value === '') {
    throw new UsageError(`--${spec.name} needs a value: --${spec.name} ${spec.placeholder ?? 'VALUE'}`);
  }
  if (spec.choices !== undefined && !spec.choices.includes(value)) {
    throw new UsageError(`--${spec.name} ${value} is not known; use one of ${spec.choices.join(', ')}`);
  }
  return value;
}

function unknownFlag(key: string, specs: readonly FlagSpec[]): string {
  const name = key.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
  const dashed = name.length === 1 ? `-${name}` : `--${name}`;
  const names = specs.map((spec) => spec.name);
  const near = fuzzy.filter(name, names)[0]?.string ?? names.find((candidate) => name.startsWith(candidate));
  const hint = near === undefined ? 'see --help for those there are' : `did you mean --${near}?`;
  return `unknown flag ${safeText(dashed)}; ${hint}`;
}

function camelCase(name: string): string {
  return name.replace(/-([a-z0-9])/gu, (_, letter: string) => letter.toUpperCase());
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/u, '');
