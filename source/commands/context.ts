import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { contextFields } from '../connect/contexts/context-text.js';
import { contextsPath, readContexts, updateContexts } from '../connect/contexts/contexts-file.js';
import {
  contextNamed,
  isSavedFlag,
  nameProblem,
  type SavedContext,
  type SavedContexts,
  type SavedFlagName,
  withContext,
  withoutContext,
} from '../connect/contexts/saved-context.js';
import { connectionFlags, type Setting, setting } from '../connect/flags.js';
import { endpointsAreGiven, parseConnection, readBoolean } from '../connect/parse-connection.js';
import { userHome } from '../files/user-home.js';
import { safeText } from '../presentation/text.js';
import { type Command, type Invocation, UsageError } from './command.js';
import { formatFlag, outputFormat } from './output/format.js';
import { jsonText } from './output/json.js';
import { tableText } from './output/table.js';
import { write } from './output/write.js';

export const contextCommand: Command = {
  name: 'context',
  aliases: ['ctx'],
  summary: 'keep connections under names: list, show, save, use, remove',
  operands: '[list | show [NAME] | save NAME | use NAME | remove NAME]',
  minOperands: 0,
  maxOperands: 2,
  connects: true,
  flags: [
    { name: 'none', type: 'boolean', description: 'with use: no saved context is taken any more by itself' },
    formatFlag,
  ],
  examples: [
    {
      line: 'etcdscope context save prod --endpoints https://10.0.0.1:2379 --cacert ca.crt --cert client.crt --key client.key',
      does: 'keep it as prod; etcdscope --context prod connects to it',
    },
    { line: 'etcdscope context use prod', does: 'take prod wherever no flag and no variable says otherwise' },
    { line: 'etcdscope context use --none', does: 'go back to looking on this host' },
  ],
  run: runContext,
};

async function runContext(invocation: Invocation): Promise<number> {
  const [action = 'list', name] = invocation.operands;
  const path = contextsPath(invocation.io.env, userHome());
  switch (action) {
    case 'list':
      return list(await readContexts(path), invocation);
    case 'show':
      return show(await readContexts(path), name, invocation);
    case 'save':
      return save(path, needed(name, 'save'), invocation);
    case 'use':
      return use(path, name, invocation);
    case 'remove':
      await updateContexts(path, (contexts) => withoutContext(contexts, needed(name, 'remove')));
      return tell(`removed context ${name}`, invocation);
    default:
      throw new UsageError(
        `context cannot ${JSON.stringify(action)}; write: etcdscope context ${contextCommand.operands}`,
      );
  }
}

function needed(name: string | undefined, action: string): string {
  if (name === undefined) {
    throw new UsageError(`which context? write: etcdscope context ${action} NAME`);
  }
  return name;
}

async function tell(text: string, { io }: Invocation): Promise<number> {
  await write(io.stderr, `${text}\n`);
  return 0;
}

async function list(saved: SavedContexts, { flags, io }: Invocation): Promise<number> {
  if (outputFormat(flags, 'table') === 'json') {
    const contexts = [...saved.contexts].map(([name, context]) => ({ name, ...contextFields(context) }));
    await write(
      io.stdout,
      `${jsonText({ ...(saved.current === undefined ? {} : { current: saved.current }), contexts })}\n`,
    );
    return 0;
  }
  if (saved.contexts.size === 0) {
    await write(io.stderr, 'no context is saved; see etcdscope context --help\n');
    return 0;
  }
  const rows = [...saved.contexts].map(([name, { values }]) => [
    name === saved.current ? '*' : '',
    name,
    safeText(values.get('endpoints') ?? ''),
    safeText(values.get('user') ?? ''),
  ]);
  await write(
    io.stdout,
    tableText(
      ['', 'NAME', 'ENDPOINTS', 'USER'].map((title) => ({ title })),
      rows,
    ),
  );
  return 0;
}

async function show(
  saved: SavedContexts,
  name: string | undefined,
  { flags, io }: Invocation,
): Promise<number> {
  const shown = name ?? saved.current;
  if (shown === undefined) {
    throw new UsageError('no context is in use; write: etcdscope context show NAME');
  }
  const fields = contextFields(contextNamed(saved, shown));
  if (outputFormat(flags, 'table') === 'json') {
    await write(io.stdout, `${jsonText({ name: shown, current: shown === saved.current, ...fields })}\n`);
    return 0;
  }
  const rows = [['name', shown], ...Object.entries(fields)].map(([field = '', value]) => [
    field,
    safeText(String(value)),
  ]);
  await write(
    io.stdout,
    tableText(
      ['FIELD', 'VALUE'].map((title) => ({ title })),
      rows,
    ),
  );
  return 0;
}

/** Saves what flags and variables say, once it is seen that a connection can be made of it. */
async function save(path: string, name: string, invocation: Invocation): Promise<number> {
  const { flags, io } = invocation;
  const problem = nameProblem(name);
  if (problem !== undefined) {
    throw new UsageError(problem);
  }
  if (flags.has('context')) {
    throw new UsageError('--context is for connecting; save takes the other flags of a connection');
  }
  if (!endpointsAreGiven(flags, io.env)) {
    throw new UsageError(`say where it is: etcdscope context save ${name} --endpoints https://HOST:PORT`);
  }
  const context = contextOf(invocation);
  const { endpoints } = await parseConnection({
    flags,
    env: io.env,
    readFile: (file) => readFile(file),
    nowMs: io.now(),
    askPassword: () => Promise.resolve(''),
  });
  const values = new Map(context.values).set('endpoints', endpoints.join(','));
  let isNew = true;
  await updateContexts(path, (contexts) => {
    isNew = !contexts.contexts.has(name);
    return withContext(contexts, name, { values });
  });
  return tell(`${isNew ? 'saved' : 'saved anew'} context ${name} in ${path}`, invocation);
}

const files: readonly string[] = ['cacert', 'cert', 'key', 'password-file'];

function contextOf({ flags, io }: Invocation): SavedContext {
  const values = new Map<SavedFlagName, string>();
  for (const { name, type } of connectionFlags) {
    const given = setting(name, flags, io.env);
    if (given === undefined) {
      continue;
    }
    refusePassword(name, given);
    if (type === 'boolean') {
      values.set(name, String(readBoolean(given)));
    } else if (isSavedFlag(name)) {
      values.set(name, savedText(name, given.value));
    }
  }
  return { values };
}

function savedText(name: SavedFlagName, value: string): string {
  if (files.includes(name)) {
    return resolve(value);
  }
  return name === 'user' ? value.replace(/:.*$/su, '') : value;
}

/** A variable with a password is a habit of the shell, and left out; a flag is meant to be kept. */
function refusePassword(name: string, { value, source, level }: Setting): void {
  const holdsPassword = name === 'password' || (name === 'user' && value.includes(':'));
  if (holdsPassword && level === 'flag') {
    throw new UsageError(
      `${source} holds a password, and a password is never saved; give --user NAME alone to be asked, or with --password-file FILE`,
    );
  }
}

async function use(path: string, name: string | undefined, invocation: Invocation): Promise<number> {
  if (invocation.flags.has('none')) {
    await updateContexts(path, ({ contexts }) => ({ current: undefined, contexts }));
    return tell('no saved context is in use now', invocation);
  }
  const current = needed(name, 'use');
  await updateContexts(path, (saved) => {
    contextNamed(saved, current);
    return { ...saved, current };
  });
  return tell(`using context ${current} where no flag and no variable says otherwise`, invocation);
}
