import { EtcdError } from './client/errors.js';
import { type Command, type CommandIo, type FlagSpec, UsageError } from './commands/command.js';
import { connectionFlags } from './commands/connection-flags.js';
import { inspectFlags } from './commands/inspect-flags.js';
import { write } from './commands/output/write.js';
import { areAllKnown, commandName, parseArguments } from './commands/parse.js';
import { findCommand, loadCommands, loadInspector } from './commands/registry.js';
import { processIo, Stopped } from './process-io.js';
import { programVersion } from './version.js';

/** Words that cannot be followed, after sysexits' EX_USAGE: apart from what triage's 1, 2 and 3 say. */
const usageExitCode = 64;
const failureExitCode = 1;

/** Runs one command line. @returns the exit code; never rejects. */
export async function main(argv: readonly string[]): Promise<number> {
  const io = processIo();
  try {
    return await runCommandLine(argv, io);
  } catch (error) {
    return report(error, io);
  }
}

async function runCommandLine(argv: readonly string[], io: CommandIo): Promise<number> {
  const { name, rest } = await chooseCommand(argv);
  const command = await loadCommand(name);
  if (command.raw === true) {
    return command.run({ operands: [], flags: new Map(), rest, io });
  }
  const specs = [...command.flags, ...(command.connects ? connectionFlags : []), ...informationFlags];
  const { operands, flags } = parseArguments(rest, specs);
  if (flags.has('version')) {
    await write(io.stdout, `etcdscope ${programVersion}\n`);
    return 0;
  }
  if (flags.has('help')) {
    await write(io.stdout, await helpText(command, io));
    return 0;
  }
  checkOperands(command, operands);
  return command.run({ operands, flags, rest, io });
}

const informationFlags = [
  { name: 'help', short: 'h', type: 'boolean', description: 'show help' },
  { name: 'version', type: 'boolean', description: 'show the version' },
] as const;

async function helpText(command: Command, { stdout: { columns } }: CommandIo): Promise<string> {
  const { commandHelp, programHelp } = await import('./commands/help.js');
  return command.name === ''
    ? programHelp(await loadCommands(), command, connectionFlags, columns)
    : commandHelp(command, connectionFlags, columns);
}

interface Choice {
  /** undefined for the inspector. */
  readonly name: string | undefined;
  readonly rest: readonly string[];
}

/** The command and its arguments; without a command's name it is the inspector. */
async function chooseCommand(argv: readonly string[]): Promise<Choice> {
  const name = commandName(argv, await flagsBeforeCommand(argv));
  if (name === undefined) {
    return { name, rest: argv };
  }
  if (name === 'help') {
    const asked = argv.filter((word) => word !== 'help')[0] ?? '';
    return { name: findCommand(asked)?.name, rest: ['--help'] };
  }
  const at = argv.indexOf(name);
  return { name, rest: [...argv.slice(0, at), ...argv.slice(at + 1)] };
}

/** Which words are the values of flags takes the flags of all commands to tell, unless the inspector's do. */
async function flagsBeforeCommand(argv: readonly string[]): Promise<readonly FlagSpec[]> {
  const own = [...inspectFlags, ...connectionFlags, ...informationFlags];
  if (areAllKnown(argv, own)) {
    return own;
  }
  const commands = await loadCommands();
  return [...commands.flatMap(({ flags }) => flags), ...own];
}

async function loadCommand(name: string | undefined): Promise<Command> {
  if (name === undefined) {
    return loadInspector();
  }
  const command = await findCommand(name)?.load();
  if (command === undefined) {
    throw new UsageError(
      `there is no command ${JSON.stringify(name)}; see etcdscope --help for those there are`,
    );
  }
  return command;
}

function checkOperands(command: Command, operands: readonly string[]): void {
  const usage = ['etcdscope', command.name, command.operands].filter((word) => word !== '').join(' ');
  if (operands.length < command.minOperands) {
    throw new UsageError(`something is missing; write: ${usage}`);
  }
  if (operands.length > command.maxOperands) {
    const extra = operands
      .slice(command.maxOperands)
      .map((word) => JSON.stringify(word))
      .join(' ');
    throw new UsageError(`${extra} is too much; write: ${usage}`);
  }
}

/** One sentence on stderr; a stack trace only for what is a defect of the program itself. */
async function report(error: unknown, io: CommandIo): Promise<number> {
  if (isClosedPipe(error)) {
    return 0;
  }
  const { reason } = io.signal;
  if (reason instanceof Stopped) {
    const text = reason.message === '' ? '' : `etcdscope: ${reason.message}\n`;
    await write(io.stderr, text).catch(() => undefined);
    return reason.exitCode;
  }
  const isExpected =
    error instanceof Error && (error instanceof EtcdError || error.constructor !== TypeError);
  const text = isExpected ? error.message : `internal error: ${error instanceof Error ? error.stack : error}`;
  await write(io.stderr, `etcdscope: ${text}\n`).catch(() => undefined);
  return error instanceof UsageError ? usageExitCode : failureExitCode;
}

/** The reader of our output has enough (`| head`). */
function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}
