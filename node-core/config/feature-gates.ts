import { parseBoolean } from './boolean.js';
import { ConfigError } from './errors.js';
import type { Settings } from './setting.js';

/** etcd 3.6's gates, and whether they are open by themselves. */
const initialGates = {
  CompactHashCheck: false,
  InitialCorruptCheck: false,
  LeaseCheckpoint: false,
  LeaseCheckpointPersist: false,
  SetMemberLocalAddr: false,
  StopGRPCServiceOnDefrag: false,
  TxnModeWriteWithSharedBuffer: true,
} as const;

type GateName = keyof typeof initialGates;
export type FeatureGates = Readonly<Record<GateName, boolean>>;

const alphaGates = Object.keys(initialGates).filter(
  (name): name is GateName => isGate(name) && !initialGates[name],
);

/**
 * Reads `--feature-gates` and the experimental flags that came before it. `AllAlpha` and `AllBeta` set
 * all the others of their kind that are not named.
 * @throws ConfigError
 */
export function readFeatureGates({ given, oldGates }: Settings): FeatureGates {
  const { source = '--feature-gates', text = '' } = given.get('feature-gates') ?? {};
  const named = parseGates(source, text);
  for (const [name, setting] of oldGates) {
    if (named.has(name)) {
      throw new ConfigError(
        `cannot specify ${setting.source} and --feature-gates=${name} at the same time, please use the latter only`,
      );
    }
    named.set(name, parseBoolean(setting.source, setting.text));
  }
  const allAlpha = named.get('AllAlpha') ?? false;
  const allBeta = named.get('AllBeta') ?? true;
  const gates: Record<GateName, boolean> = { ...initialGates, TxnModeWriteWithSharedBuffer: allBeta };
  for (const name of alphaGates) {
    gates[name] = allAlpha;
  }
  for (const [name, open] of named) {
    if (isGate(name)) {
      gates[name] = open;
    }
  }
  if (gates.LeaseCheckpointPersist && !gates.LeaseCheckpoint) {
    throw new ConfigError(
      'enabling feature gate LeaseCheckpointPersist requires enabling feature gate LeaseCheckpoint',
    );
  }
  return gates;
}

function parseGates(source: string, text: string): Map<string, boolean> {
  const named = new Map<string, boolean>();
  for (const part of text.split(',').map((item) => item.trim())) {
    if (part === '') {
      continue;
    }
    const [, name, value] = /^([^=]+)=(.*)$/.exec(part) ?? [];
    if (name === undefined || value === undefined) {
      throw new ConfigError(`${source}: "${part}" is not gate=true or gate=false`);
    }
    if (!isGate(name) && name !== 'AllAlpha' && name !== 'AllBeta') {
      const known = Object.keys(initialGates).join(', ');
      throw new ConfigError(`${source}: "${name}" is not a feature gate of etcd 3.6, which are ${known}`);
    }
    named.set(name, parseBoolean(`${source}: ${name}`, value));
  }
  return named;
}

function isGate(name: string): name is GateName {
  return Object.hasOwn(initialGates, name);
}
