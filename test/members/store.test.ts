import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  initialMembers,
  type MembersEvent,
  type MembersState,
  reduceMembers,
  revisionRates,
  summarizeMembers,
} from '../../source/store/members.js';
import type { ClusterEvidence, MemberEvidence } from '../../source/triage/evidence.js';
import { extendHistory } from '../../source/triage/history.js';
import {
  clusterOf,
  lookedAtMs,
  memberOf,
  membersOf,
  silentMember,
  withStatus,
} from '../triage/cluster-evidence.js';

/** The state after these events, and every effect and intent on the way. */
function after(events: readonly MembersEvent[], from: MembersState = initialMembers) {
  let state = from;
  const effects: string[] = [];
  const notices: string[] = [];
  let judged = 0;
  for (const event of events) {
    const next = reduceMembers(state, event);
    state = next.state;
    effects.push(...next.effects.map(({ type }) => type));
    for (const intent of next.intents) {
      if (intent.type === 'notify') notices.push(`${intent.tone}: ${intent.text}`);
      if (intent.type === 'cluster-judged') judged += 1;
    }
  }
  return { state, effects, notices, judged };
}

const facts = { contextName: 'prod-a', source: 'flags', writable: false, endpoints: [] };
const started: MembersEvent = { type: 'session-started', facts, nowMs: 0 };
const second = (nowMs: number): MembersEvent => ({ type: 'second-passed', nowMs });
const looked = (evidence: ClusterEvidence, nowMs: number): MembersEvent => ({
  type: 'looked',
  evidence,
  nowMs,
});

/** A series of looks with a history that grows, as the collector makes it. */
function series(...looks: readonly (readonly MemberEvidence[])[]): readonly ClusterEvidence[] {
  const evidences: ClusterEvidence[] = [];
  for (const [index, members] of looks.entries()) {
    const atMs = lookedAtMs + index * 2_000;
    const history = extendHistory(evidences.at(-1), { atMs, members });
    evidences.push(clusterOf(members, { lookedAtMs: atMs, history }));
  }
  return evidences;
}

const [well] = series(membersOf(3));
assert.ok(well);

test('the first look begins with the session, the next one two seconds after the last one ended', () => {
  assert.deepEqual(after([started]).effects, ['look']);
  const waiting = after([started, second(1_000), second(60_000)]);
  assert.deepEqual(waiting.effects, ['look'], 'no second look while one is under way');
  const { state } = after([started, looked(well, 5_000)]);
  assert.deepEqual(after([second(6_000)], state).effects, []);
  assert.deepEqual(after([second(7_000)], state).effects, ['look']);
});

test('a look that is asked for comes at once, or right after the one under way', () => {
  const { state } = after([started, looked(well, 5_000)]);
  assert.deepEqual(after([{ type: 'refresh-members' }], state).effects, ['look']);
  const during = after([started, { type: 'refresh-members' }, looked(well, 5_000), second(5_001)]);
  assert.deepEqual(during.effects, ['look', 'look']);
});

test('while nobody answers the looks grow rarer, up to half a minute; a connection ends the wait', () => {
  const nobody = clusterOf([silentMember(1), silentMember(2), silentMember(3)]);
  let state = after([started]).state;
  const gaps: number[] = [];
  let nowMs = 0;
  for (let round = 0; round < 6; round += 1) {
    state = after([looked(nobody, nowMs)], state).state;
    gaps.push(state.nextLookMs - nowMs);
    nowMs = state.nextLookMs;
    state = after([second(nowMs)], state).state;
  }
  assert.deepEqual(gaps, [3_500, 7_500, 15_500, 29_500, 29_500, 29_500]);
  state = after([looked(nobody, nowMs)], state).state;
  const ready = { kind: 'ready', endpoint: 'https://10.0.0.241:2379' } as const;
  assert.deepEqual(after([{ type: 'connection-changed', state: ready, nowMs }], state).effects, ['look']);
});

test('every look is judged once for all panes; the first one tells of no changes', () => {
  const { judged, notices } = after([started, looked(well, 5_000)]);
  assert.equal(judged, 1);
  assert.deepEqual(notices, []);
});

test('a member that is lost or back, and a new leader, are told wherever the operator looks', () => {
  const ledByM2 = [1, 2, 3].map((each) => withStatus(each, { leader: memberOf(2).id, term: 37 }));
  const [one, two, three, four] = series(
    membersOf(3),
    [memberOf(1), memberOf(2), silentMember(3)],
    membersOf(3),
    ledByM2,
  );
  assert.ok(one && two && three && four);
  const { notices } = after([
    started,
    looked(one, 5_000),
    looked(two, 7_000),
    looked(three, 9_000),
    looked(four, 11_000),
  ]);
  assert.deepEqual(notices, [
    'critical: m3 does not answer any more',
    'ok: m3 answers again',
    'warning: m2 was elected leader',
  ]);
});

test('the top line: members, leader, newest revision, and the worst finding in a few words', () => {
  const [, evidence] = series(membersOf(3), [
    memberOf(1),
    withStatus(2, { revision: 29_253_470 }),
    silentMember(3),
  ]);
  assert.ok(evidence);
  const summary = summarizeMembers(after([started, looked(evidence, 5_000)]).state);
  assert.equal(summary.health, 'warning');
  assert.equal(summary.reason, 'the next failure stops the cluster +1');
  assert.equal(summary.membersAnswering, 2);
  assert.equal(summary.membersAll, 3);
  assert.equal(summary.leaderName, 'm1');
  assert.equal(summary.revision, 29_253_470);
  assert.equal(summarizeMembers(initialMembers).health, 'unknown');
});

test('rates are revisions per second between looks, whatever time passed between them', () => {
  const at = (revision: number) => [1, 2, 3].map((each) => withStatus(each, { revision }));
  const [, , last] = series(at(1_000), at(1_428), at(1_428));
  assert.ok(last);
  assert.deepEqual(revisionRates(last.history), [214, 0]);
});

test('the cursor stays within the members', () => {
  const { state } = after([started, looked(well, 5_000)]);
  const moved = (by: number) => after([{ type: 'cursor-moved', by }], state).state.cursor;
  assert.deepEqual([moved(1), moved(9), moved(-1)], [1, 2, 0]);
  const last = after([{ type: 'cursor-moved', by: 2 }], state).state;
  const [single] = series(membersOf(1));
  assert.ok(single);
  assert.equal(after([looked(single, 9_000)], last).state.cursor, 0);
});

test('a cluster where nothing happens is looked at less often, until something does', () => {
  const [still, moved] = series(membersOf(3), [withStatus(1, { revision: 7 }), ...membersOf(3).slice(1)]);
  assert.ok(still !== undefined && moved !== undefined);
  const waits = (state: MembersState, nowMs: number) => state.nextLookMs - nowMs;
  const first = after([started, looked(still, 0), looked(still, 10_000)]);
  assert.equal(waits(first.state, 10_000), 1_500);
  const quiet = after([looked(still, 20_000)], first.state);
  assert.equal(waits(quiet.state, 20_000), 4_500);
  const busy = after([looked(moved, 30_000)], quiet.state);
  assert.equal(waits(busy.state, 30_000), 1_500);
});

test('while a member does not answer, the others are looked at as often as ever', () => {
  const [lost] = series([...membersOf(3).slice(1), silentMember(3)]);
  assert.ok(lost !== undefined);
  const { state } = after([started, looked(lost, 0), looked(lost, 60_000)]);
  assert.equal(state.nextLookMs - 60_000, 1_500);
});

test('who may ask nothing is answered, and soon told when that changes', () => {
  const [refused] = series([silentMember(1, 'not-permitted'), silentMember(2, 'not-permitted')]);
  assert.ok(refused !== undefined);
  const { state } = after([started, looked(refused, 0), looked(refused, 10_000), looked(refused, 60_000)]);
  assert.equal(state.nextLookMs - 60_000, 4_500);
});
