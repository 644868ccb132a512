import { carryOutWish, wishedFlags } from './change.js';
import { type Command, type Invocation, UsageError } from './command.js';
import { inputName, readInput } from './decode-input.js';
import { changeFlags } from './maintenance.js';

export const putCommand: Command = {
  name: 'put',
  summary: 'write a key: planned, checked, confirmed, if nobody else wrote it',
  operands: 'KEY [VALUE]',
  minOperands: 1,
  maxOperands: 2,
  connects: true,
  flags: [
    {
      name: 'file',
      type: 'string',
      placeholder: 'FILE',
      description: 'take the value from a file, byte by byte; - for standard input, which then needs --yes',
    },
    {
      name: 'lease',
      type: 'string',
      placeholder: 'LEASE',
      description: 'attach this lease, in hexadecimal; 0 for none; without it the key keeps the one it has',
    },
    ...changeFlags,
  ],
  examples: [
    { line: `etcdscope put /config/limits '{"rate":200}'`, does: 'show what changes, ask, write' },
    {
      line: 'etcdscope put /config/limits --file limits.json --dry-run',
      does: 'only show what would change',
    },
    {
      line: 'etcdscope put /config/limits --file - --if-revision 41 --yes < limits.json',
      does: 'in a script: only if it is still as it was read',
    },
  ],
  run: async (invocation) => {
    const { operands, flags } = invocation;
    const wished = wishedFlags(operands[0], flags);
    const lease = leaseFlag(invocation);
    const value = await givenValue(invocation);
    return carryOutWish({ ...wished, change: 'put', value, lease }, invocation);
  },
};

async function givenValue({ operands, flags, io }: Invocation): Promise<Uint8Array> {
  const [, operand] = operands;
  const file = flags.get('file');
  if ((operand === undefined) === (file === undefined))
    throw new UsageError('say either VALUE or --file FILE');
  if (typeof file !== 'string') return Buffer.from(operand ?? '');
  try {
    return await readInput(file, io.stdin);
  } catch (error) {
    throw new Error(`${inputName(file)}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function leaseFlag({ flags }: Invocation): 'keep' | bigint {
  const text = flags.get('lease');
  if (typeof text !== 'string') return 'keep';
  if (!/^[0-9a-f]{1,16}$/iu.test(text)) {
    throw new UsageError(`--lease takes up to 16 hexadecimal digits, not ${JSON.stringify(text)}`);
  }
  return BigInt.asIntN(64, BigInt(`0x${text}`));
}
