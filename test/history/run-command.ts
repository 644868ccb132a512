import { PassThrough } from 'node:stream';
import type { Command } from '../../source/commands/command.js';
import { connectionFlags } from '../../source/commands/connection-flags.js';
import { parseArguments } from '../../source/commands/parse.js';
import type { RunningEtcd } from '../support/start-etcd.js';

export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in this process, against a real etcd. */
export function runCommand(command: Command, etcd: RunningEtcd, ...argv: string[]): Promise<Said> {
  return runCommandWith({}, command, etcd, ...argv);
}

/** With these environment variables, such as where settings and the audit log are kept. */
export async function runCommandWith(
  env: NodeJS.ProcessEnv,
  command: Command,
  etcd: RunningEtcd,
  ...argv: string[]
): Promise<Said> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const endpoints = ['--endpoints', etcd.endpoints.join(',')];
  const { operands, flags } = parseArguments([...argv, ...endpoints], [...command.flags, ...connectionFlags]);
  const said = { stdout: '', stderr: '' };
  stdout.setEncoding('utf8').on('data', (text: string) => {
    said.stdout += text;
  });
  stderr.setEncoding('utf8').on('data', (text: string) => {
    said.stderr += text;
  });
  const code = await command.run({
    operands,
    flags,
    rest: argv,
    io: {
      stdin: new PassThrough(),
      stdout,
      stderr,
      env,
      signal: new AbortController().signal,
      now: () => Date.now(),
    },
  });
  return { code, ...said };
}
