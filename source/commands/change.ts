import type { EtcdClient } from '../client/api.js';
import type { Wish } from '../editing/write-plan.js';
import { prepareWrite } from '../effects/write-plan.js';
import { grouped } from '../presentation/quantities.js';
import { keyText } from '../presentation/text.js';
import { type FlagValues, type Invocation, UsageError } from './command.js';
import { withClient } from './connection.js';
import { keyOperand } from './key-range.js';
import { carryOut } from './maintenance.js';
import { countFlag } from './numbers.js';

/** What the flags of `put` and `del` say alike. */
export function wishedFlags(
  operand: string | undefined,
  flags: FlagValues,
): Pick<Wish, 'key' | 'expected' | 'bypasses'> {
  const key = keyOperand(operand ?? '', flags.has('hex'));
  if (key.length === 0) throw new UsageError('etcd has no empty key; name the one to change');
  return {
    key,
    expected: flags.has('if-revision') ? countFlag(flags, 'if-revision', 0) : undefined,
    bypasses: flags.has('bypass-kubernetes'),
  };
}

/** Plans on what is there now, shows it, asks and writes. */
export function carryOutWish(wish: Wish, invocation: Invocation): Promise<number> {
  return withClient(invocation, (client, { contextName }) => change(client, wish, contextName, invocation));
}

async function change(
  client: EtcdClient,
  wish: Wish,
  contextName: string,
  invocation: Invocation,
): Promise<number> {
  const { io } = invocation;
  const planned = await prepareWrite({ client, signal: io.signal, nowMs: io.now }, wish, contextName);
  switch (planned.kind) {
    case 'plan':
      return carryOut(client, planned, invocation);
    case 'refused': {
      const override = planned.mayBypass ? ' To go past it all the same, add --bypass-kubernetes.' : '';
      throw new Error(`${planned.reason}${override}`);
    }
    case 'conflict': {
      const now = planned.found === undefined ? 'not there' : `at rev ${grouped(planned.found.modRevision)}`;
      throw new Error(`${keyText(wish.key)} is ${now}, not as --if-revision says, so nothing was done`);
    }
  }
}
