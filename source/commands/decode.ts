import { describeValue, type KubeObject, type KubeValue } from '../kube/describe.js';
import { withoutSecrets } from '../kube/mask.js';
import { objectYaml, remarks } from '../kube/object-text.js';
import { jsonText } from '../kube/print-json.js';
import { yamlText } from '../kube/print-yaml.js';
import { grouped } from '../presentation/quantities.js';
import { safeText } from '../presentation/text.js';
import { type Command, type Invocation, UsageError } from './command.js';
import { inputName, readInput, withoutKeyLine } from './decode-input.js';
import { write } from './output/write.js';

type Form = 'yaml' | 'json';

export const decodeCommand: Command = {
  name: 'decode',
  summary: 'print a value that Kubernetes stored as kubectl would, without any cluster',
  operands: '[FILE|-]...',
  minOperands: 0,
  maxOperands: Number.POSITIVE_INFINITY,
  connects: false,
  flags: [
    {
      name: 'output',
      short: 'o',
      type: 'string',
      choices: ['yaml', 'json'],
      description: 'how to print (yaml)',
    },
    {
      name: 'show-secrets',
      type: 'boolean',
      description: 'print what Secrets hold on a terminal, too; into a pipe or file it is always whole',
    },
  ],
  examples: [
    {
      line: 'etcdctl get --print-value-only /registry/pods/default/web-1 | etcdscope decode',
      does: 'a pod as YAML',
    },
    { line: 'etcdscope decode -o json pod.bin service.bin', does: 'two values that were saved, as JSON' },
  ],
  run: decode,
};

async function decode({ operands, flags, io }: Invocation): Promise<number> {
  if (operands.length === 0 && io.stdin.isTTY === true) {
    throw new UsageError('there is no value to decode; name a FILE, or pipe a value in');
  }
  const form: Form = flags.get('output') === 'json' ? 'json' : 'yaml';
  const inputs = operands.length === 0 ? ['-'] : operands;
  let failures = 0;
  let printed = 0;
  // Who pipes the answer on asked for the object as it is; on a screen somebody may look over a shoulder.
  const showSecrets = flags.has('show-secrets') || io.stdout.isTTY !== true;
  for (const input of inputs) {
    const outcome = await decodeInput(input, form, showSecrets, io);
    const separator = form === 'yaml' && printed > 0 ? '---\n' : '';
    if (outcome.text !== '') {
      await write(io.stdout, separator + outcome.text);
      printed += 1;
    }
    for (const sentence of outcome.sentences) {
      await write(io.stderr, `etcdscope: ${inputName(input)}: ${sentence}\n`);
    }
    failures += outcome.isSound ? 0 : 1;
  }
  return failures === 0 ? 0 : 1;
}

/** What is printed of one input, what is said beside it, and whether all of it could be read. */
interface Outcome {
  readonly text: string;
  readonly sentences: readonly string[];
  readonly isSound: boolean;
}

const failed = (sentence: string): Outcome => ({ text: '', sentences: [sentence], isSound: false });

async function decodeInput(
  input: string,
  form: Form,
  showSecrets: boolean,
  { stdin }: Invocation['io'],
): Promise<Outcome> {
  try {
    const bytes = withoutKeyLine(await readInput(input, stdin));
    return bytes.length === 0
      ? failed('there is nothing in it; does the key exist?')
      : outcomeOf(describeValue(bytes), form, showSecrets);
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  }
}

function outcomeOf(value: KubeValue, form: Form, showSecrets: boolean): Outcome {
  switch (value.kind) {
    case 'object':
      return objectOutcome(value, form, showSecrets);
    case 'json':
      return { text: (form === 'json' ? jsonText : yamlText)(value.tree), sentences: [], isSound: true };
    case 'text':
      return { text: textLines(value.text), sentences: [], isSound: true };
    case 'encrypted': {
      const { provider, keyName, keyId } = value;
      const key = keyId === undefined ? keyName : `${keyName} (${keyId})`;
      return failed(
        `it is encrypted at rest with ${safeText(provider)}, key ${safeText(key)}; only an API server that has the key can read it`,
      );
    }
    case 'binary':
      return failed(`its ${grouped(value.bytes)} bytes are neither a Kubernetes object nor text`);
    case 'malformed':
      return failed(`it begins as a Kubernetes object, but ${safeText(value.reason)}`);
  }
}

function objectOutcome(object: KubeObject, form: Form, showSecrets: boolean): Outcome {
  const shown = showSecrets ? object : withoutSecrets(object);
  const isMasked = shown !== object && ['data', 'stringData', 'items'].some((name) => object.tree.has(name));
  const hint = 'what it holds is masked; --show-secrets prints it';
  return {
    text: form === 'json' ? jsonText(shown.tree) : objectYaml(shown),
    sentences: [...remarks(object), ...(isMasked ? [hint] : [])],
    isSound: object.problems.length === 0,
  };
}

/** Text that is no object, such as the value of compact_rev_key. */
function textLines(text: string): string {
  const lines = text.replace(/\n$/u, '').split('\n');
  return `${lines.map((line) => safeText(line)).join('\n')}\n`;
}
