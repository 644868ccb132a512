import { isDeepStrictEqual } from 'node:util';
import type { SubjectName } from '../conformance/subjects.js';
import { methods } from './methods.js';
import type { CallStep, Step } from './program.js';

interface Difference {
  readonly version: SubjectName;
  readonly reason: string;
  /** Of answers that are not equal. */
  applies(step: Step, ours: unknown, theirs: unknown): boolean;
  /** After it the servers are in different states, so nothing more is compared. */
  readonly lasts?: boolean;
}

/**
 * Where an etcd answers otherwise than 3.6.16, which node-core follows. All else must be equal.
 */
const differences: readonly Difference[] = [
  {
    version: '3.4',
    reason: 'has no storage version and downgrade in its status',
    applies: (step, ours, theirs) =>
      isCall(step, 'status') && areEqualWithout(['storageVersion', 'downgradeInfo'], ours, theirs),
  },
  {
    version: '3.4',
    reason: 'says no hash_revision, and hashes deletions at the compacted revision (3.4.34 no longer does)',
    applies: (step, ours, theirs) =>
      isCall(step, 'hashKV') && areEqualWithout(['hash', 'hashRevision'], ours, theirs),
  },
  {
    version: '3.4',
    reason: 'keeps no hash of a compaction, and refuses one at the compacted revision',
    applies: (step, ours, theirs) => isCall(step, 'hashKV') && !isError(ours) && isCompacted(theirs),
  },
  ...(['3.4', '3.6'] as const).map((version) => ({
    version,
    reason:
      'dies, and dies again when started, of a transaction in which a put wants to keep what a change before it ' +
      'took away; node-core puts it without',
    applies: (step: Step, _ours: unknown, theirs: unknown) => isCall(step, 'txn') && isDead(theirs),
    lasts: true,
  })),
  ...(['3.4', '3.6'] as const).map((version) => ({
    version,
    reason: 'draws ids of other lengths, by which a request is too large or just not',
    applies: (step: Step, ours: unknown, theirs: unknown) =>
      'call' in step && isTooLarge(ours) !== isTooLarge(theirs) && isAboutTheLargest(step),
    lasts: true,
  })),
  {
    version: '3.4',
    reason: 'refuses tokens of before authentication was disabled, when it is',
    applies: (_step, ours, theirs) =>
      fieldOf(theirs, 'code') === unauthenticated && fieldOf(ours, 'code') !== unauthenticated,
    lasts: true,
  },
  {
    version: '3.4',
    reason: 'lets a user without a password log in with an empty one',
    applies: (step, ours, theirs) =>
      'login' in step && step.password === '' && isError(ours) && theirs === 'logged in',
    lasts: true,
  },
  {
    version: '3.4',
    reason: 'shows no permission of the role root, which has all',
    applies: (step, ours, theirs) =>
      isCall(step, 'roleGet') &&
      'request' in step &&
      step.request['role'] === 'root' &&
      areEqualWithout(['perm'], ours, theirs),
  },
  {
    version: '3.4',
    reason: 'has no AuthStatus',
    applies: (step, _ours, theirs) => isCall(step, 'authStatus') && fieldOf(theirs, 'code') === unimplemented,
  },
  {
    version: '3.4',
    reason: 'lets everybody use leases, and checks no permission for nested transactions',
    applies: (step, ours, theirs) =>
      'call' in step &&
      step.as !== undefined &&
      /^(lease|txn)/.test(step.call) &&
      isRefused(ours) &&
      !isRefused(theirs),
    lasts: true,
  },
  {
    version: '3.4',
    reason: 'sends no header with a list of alarms',
    applies: (step, ours, theirs) => isCall(step, 'alarm') && areEqualWithout(['header'], ours, theirs),
  },
  {
    version: '3.4',
    reason: 'checks all puts of a transaction before its ranges: another of two errors comes first',
    applies: (step, ours, theirs) => isCall(step, 'txn') && isError(ours) && isError(theirs),
  },
];

/**
 * What a watch saw: 3.4 (before 3.4.34) loses a deletion at the compacted revision, a history's first event.
 * And as 3.4 cannot be asked whether a watch has caught up, a compaction may overtake one there.
 */
export function isKnownOfWatch(version: SubjectName, ours: unknown, theirs: unknown): boolean {
  const [our, their] = [listOf(ours, 'events'), listOf(theirs, 'events')];
  const losesDeletion = fieldOf(our[0], 'type') === 1 && isDeepStrictEqual(our.slice(1), their);
  const isOvertaken = their.length === 0 && listOf(theirs, 'ends').length > listOf(ours, 'ends').length;
  return version === '3.4' && (losesDeletion || isOvertaken);
}

function listOf(watch: unknown, name: string): readonly unknown[] {
  const list: unknown = typeof watch === 'object' && watch !== null ? Reflect.get(watch, name) : [];
  return Array.isArray(list) ? list : [];
}

function isCall(step: Step, name: string): boolean {
  return 'call' in step && step.call === name;
}

/** What a call comes to on a server that has ended. */
export function isDead(answer: unknown): boolean {
  return fieldOf(answer, 'code') === unavailable;
}

const permissionDenied = 7;
const outOfRange = 11;
const unimplemented = 12;
const unavailable = 14;
const unauthenticated = 16;

const largestRequestBytes = 1.5 * 1024 * 1024;
/** An id, and what a log entry has beside it. */
const aroundRequestBytes = 32;

function isTooLarge(answer: unknown): boolean {
  return isError(answer) && JSON.stringify(answer).includes('request is too large');
}

function isAboutTheLargest({ call, request }: CallStep): boolean {
  const bytes = methods[call]?.encode(request, 0).length ?? 0;
  return Math.abs(bytes - largestRequestBytes) < aroundRequestBytes;
}

function isCompacted(answer: unknown): boolean {
  return fieldOf(answer, 'code') === outOfRange;
}

/** For want of a permission, or of a token that is still good. */
function isRefused(answer: unknown): boolean {
  return (
    [permissionDenied, unauthenticated].includes(fieldOf(answer, 'code')) ||
    (isError(answer) && /user name is empty|revision of auth store is old/.test(JSON.stringify(answer)))
  );
}

function areEqualWithout(names: readonly string[], ours: unknown, theirs: unknown): boolean {
  return isDeepStrictEqual(without(names, ours), without(names, theirs));
}

function without(names: readonly string[], answer: unknown): unknown {
  return typeof answer === 'object' && answer !== null
    ? Object.fromEntries(Object.entries(answer).filter(([name]) => !names.includes(name)))
    : answer;
}

function fieldOf(answer: unknown, name: string): number {
  return typeof answer === 'object' && answer !== null ? Number(Reflect.get(answer, name)) : Number.NaN;
}

function isError(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'code' in answer;
}

/** @returns how far the answers may differ; undefined when they must be equal */
export function knownDifference(
  version: SubjectName,
  step: Step,
  ours: unknown,
  theirs: unknown,
): 'here' | 'from here on' | undefined {
  const known = differences.find(
    (difference) => difference.version === version && difference.applies(step, ours, theirs),
  );
  if (known === undefined) {
    return undefined;
  }
  return known.lasts === true ? 'from here on' : 'here';
}
