import type { KeyValue } from '../../proto/generated/mvccpb.js';
import { isFull, writeGates } from '../maintenance/gates.js';
import {
  confirmationFor,
  type PlanCheck,
  type Planned,
  type StoredBefore,
  type WriteStep,
} from '../maintenance/plan.js';
import { byteSize, grouped, hexLease } from '../presentation/quantities.js';
import { keyText, safeText } from '../presentation/text.js';
import { answering, leaderAnswering, whyNobody } from '../triage/answers.js';
import type { ClusterEvidence } from '../triage/evidence.js';
import { previewLines } from './preview.js';
import { type Change, isKubernetes, isSecretSubject, refusalOf } from './refusal.js';

/** What is to become of a key. */
export interface Wish {
  readonly change: Change;
  readonly key: Uint8Array;
  /** undefined: it is deleted. */
  readonly value: Uint8Array | undefined;
  /** The revision the change was made on, 0: the key was not there; undefined: whatever is there now. */
  readonly expected: number | undefined;
  /** `keep`: the key's own, where it has one; else this one, 0 for none. */
  readonly lease: 'keep' | bigint;
  /** Also where Kubernetes keeps its own. */
  readonly bypasses: boolean;
  /** What else should be known, one safe sentence each. */
  readonly remarks?: readonly string[];
}

/** What a change is planned on. */
export interface WriteGround {
  readonly evidence: ClusterEvidence;
  /** What is there now. */
  readonly current: KeyValue | undefined;
  readonly contextName: string;
}

/** A plan; or what is there now instead of what the change was made on. */
export type WritePlanned =
  | Extract<Planned, { kind: 'plan' }>
  | { readonly kind: 'refused'; readonly reason: string; readonly mayBypass: boolean }
  | { readonly kind: 'conflict'; readonly found: KeyValue | undefined };

/** Not to be had by any flag. */
export function refusedWrite(reason: string): WritePlanned {
  return { kind: 'refused', reason, mayBypass: false };
}

export function planWrite(wish: Wish, ground: WriteGround): WritePlanned {
  const { evidence, current, contextName } = ground;
  const { key, value, expected } = wish;
  const refusal = refusalOf(wish.change, { key, value: current?.value }, wish.bypasses);
  if (refusal !== undefined) return { ...refusal, kind: 'refused', reason: safeText(refusal.reason) };
  if (evidence.clusterId === undefined) return refusedWrite(whyNobody(evidence));
  if (expected !== undefined && expected !== (current?.modRevision ?? 0)) {
    return { kind: 'conflict', found: current };
  }
  if (value === undefined && current === undefined) return refusedWrite('the key is not there');
  if (isSame(wish, current)) return refusedWrite('the value is the same; there is nothing to write');
  const step = stepOf(wish, current);
  return {
    kind: 'plan',
    plan: {
      action: value === undefined ? 'delete' : 'put',
      title: `${titleWord(wish, current)} ${keyText(key)}`,
      happens: happensOf(wish, current),
      sameAs: sameAs(wish, step.before, leaderAnswering(evidence) ?? answering(evidence)[0]),
      checks: [...writeGates(evidence, value === undefined), ...ownChecks(wish, current)],
      undo: undoText(current, isFull(evidence)),
      confirmation: confirmationFor(contextName, evidence.clusterId),
      clusterId: evidence.clusterId,
      steps: [step],
      preview: { lines: previewLines(current?.value, value), isSecret: step.isSecret },
    },
  };
}

function isSame({ value, lease }: Wish, current: KeyValue | undefined): boolean {
  if (value === undefined || current === undefined) return false;
  return (lease === 'keep' || lease === current.lease) && Buffer.compare(value, current.value) === 0;
}

function stepOf({ key, value, lease }: Wish, current: KeyValue | undefined): WriteStep {
  const before: StoredBefore | undefined =
    current === undefined ? undefined : { modRevision: current.modRevision, value: current.value };
  const isSecret = [current?.value, value].some((each) => isSecretSubject({ key, value: each }));
  // etcd keeps a lease only of a key that is there.
  const kept = lease === 'keep' && current === undefined ? 0n : lease;
  return { kind: 'write', key, value, before, lease: kept, isSecret };
}

function titleWord({ change, value }: Wish, current: KeyValue | undefined): string {
  if (change === 'restore') return value === undefined ? 'Undo by deleting' : 'Restore';
  if (value === undefined) return 'Delete';
  return current === undefined ? 'Create' : 'Write';
}

function happensOf({ value, lease, remarks = [] }: Wish, current: KeyValue | undefined): readonly string[] {
  return [
    ...(current === undefined
      ? [`The key is created, ${byteSize(value?.length ?? 0)}; it must still not be there.`]
      : [
          value === undefined
            ? `The key is deleted: ${byteSize(current.value.length)}, rev ${grouped(current.modRevision)}.`
            : `The value, ${byteSize(current.value.length)}, is replaced by one of ${byteSize(value.length)}.`,
          `Only if it still is at rev ${grouped(current.modRevision)}; whoever wrote in between is not overwritten.`,
        ]),
    ...(value === undefined ? [] : [leaseText(lease, current)].flat()),
    ...remarks,
  ];
}

function leaseText(lease: Wish['lease'], current: KeyValue | undefined): readonly string[] {
  const had = current?.lease ?? 0n;
  if (lease === 'keep') return had === 0n ? [] : [`It keeps lease ${hexLease(had)}.`];
  if (lease !== 0n) return [`It gets lease ${hexLease(lease)} and goes with it.`];
  return had === 0n ? [] : [`It loses lease ${hexLease(had)} and stays until it is deleted.`];
}

function ownChecks({ key, value }: Wish, current: KeyValue | undefined): readonly PlanCheck[] {
  const isKube = [current?.value, value].some((each) => isKubernetes({ key, value: each }));
  return isKube
    ? [
        {
          result: 'caution',
          text: 'past the API server: nothing checks or converts it, and a wrong value can stop controllers',
        },
      ]
    : [];
}

/** In double quotes, as etcdctl's own reader of transactions takes them. */
const quoted = (key: Uint8Array): string => `"${keyText(key).replaceAll('"', '\\"')}"`;

function sameAs(
  { key, value, lease }: Wish,
  before: StoredBefore | undefined,
  member: { readonly member: { readonly endpoint: string | undefined } } | undefined,
): readonly string[] {
  const endpoint = safeText(member?.member.endpoint ?? '');
  const leased =
    lease === 'keep'
      ? before === undefined
        ? ''
        : '--ignore-lease '
      : lease === 0n
        ? ''
        : `--lease=${hexLease(lease)} `;
  const operation = value === undefined ? `del ${quoted(key)}` : `put ${leased}${quoted(key)} "NEW VALUE"`;
  return [
    `etcdctl --endpoints=${endpoint} txn, and then on its input:`,
    `mod(${quoted(key)}) = "${before?.modRevision ?? 0}", a blank line, ${operation}, two blank lines`,
  ];
}

/** A full cluster takes deletions, and no put that undoes one. */
function undoText(current: KeyValue | undefined, whileFull: boolean): string {
  if (current === undefined) return 'By deleting the key again.';
  const when = whileFull ? 'Cannot be undone while NOSPACE stands, and afterwards only' : 'Can be undone';
  return `${when} until rev ${grouped(current.modRevision)} is compacted: u in the value pane.`;
}
