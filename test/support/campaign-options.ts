import { parseArgs } from 'node:util';

/** As the program itself ends when its command line cannot be followed. */
const badUsageCode = 64;

/** What a campaign is told on its command line. */
export interface CampaignOptions {
  count(name: string): number;
  text(name: string): string | undefined;
  has(name: string): boolean;
}

export interface CampaignUsage {
  /** The command, such as `npm run crash --`. */
  readonly command: string;
  /** What it does, in a sentence or two. */
  readonly summary: string;
  /** What each option that takes a count says, and its default; undefined: drawn from the clock. */
  readonly counts: Readonly<
    Record<string, { readonly what: string; readonly otherwise: number | undefined }>
  >;
  readonly texts?: Readonly<Record<string, string>>;
  readonly switches?: Readonly<Record<string, string>>;
  readonly examples: readonly string[];
}

/** Reads `argv`; prints the help and ends when it is asked for, and says in a sentence what cannot be followed. */
export function campaignOptions(usage: CampaignUsage, argv = process.argv.slice(2)): CampaignOptions {
  const { counts, texts = {}, switches = {} } = usage;
  const named = (type: 'string' | 'boolean', names: Readonly<Record<string, unknown>>) =>
    Object.keys(names).map((name) => [name, { type }] as const);
  const options = Object.fromEntries([
    ...named('string', counts),
    ...named('string', texts),
    ...named('boolean', switches),
    ['help', { type: 'boolean' } as const],
  ]);
  const values = parsed(usage, argv, options);
  if (values['help'] === true) {
    process.stdout.write(helpOf(usage));
    process.exit(0);
  }
  for (const name of Object.keys(counts)) {
    const value = values[name];
    if (value !== undefined && !/^\d{1,15}$/.test(String(value))) {
      refuse(usage, `--${name} takes a number, not ${JSON.stringify(value)}`);
    }
  }
  const drawn = Date.now() % 1_000_000_000;
  return {
    count: (name) => Number(values[name] ?? counts[name]?.otherwise ?? drawn),
    text: (name) => (typeof values[name] === 'string' ? values[name] : undefined),
    has: (name) => values[name] === true,
  };
}

type ParseOptions = Record<string, { readonly type: 'string' | 'boolean' }>;

function parsed(
  usage: CampaignUsage,
  args: string[],
  options: ParseOptions,
): Readonly<Record<string, string | boolean | undefined>> {
  try {
    return parseArgs({ args, options }).values as Record<string, string | boolean | undefined>;
  } catch (error) {
    return refuse(usage, error instanceof Error ? error.message : String(error));
  }
}

function refuse({ command }: CampaignUsage, reason: string): never {
  process.stderr.write(`${reason}; \`${command} --help\` says what there is\n`);
  process.exit(badUsageCode);
}

function helpOf({ command, summary, counts, texts = {}, switches = {}, examples }: CampaignUsage): string {
  const rows = [
    ...Object.entries(counts).map(([name, { what, otherwise }]) => [
      `--${name} N`,
      `${what} (${otherwise ?? 'drawn'})`,
    ]),
    ...Object.entries(texts).map(([name, what]) => [`--${name} FILE`, what]),
    ...Object.entries(switches).map(([name, what]) => [`--${name}`, what]),
  ];
  const lines = rows.map(([option = '', what = '']) => `  ${option.padEnd(16)}${what}\n`);
  return `${summary}\n\nUsage\n  ${command} [options]\n\nOptions\n${lines.join('')}\nExamples\n${examples.map((example) => `  ${command} ${example}\n`).join('')}`;
}
