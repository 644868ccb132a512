import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tableHeading, tableRow } from '../../source/components/table.js';
import { memberCells, memberSeverity } from '../../source/panes/members/table.js';
import { rowText, rowWidth } from '../../source/presentation/rows.js';
import type { ClusterEvidence } from '../../source/triage/evidence.js';
import { judge } from '../../source/triage/judge.js';
import {
  clusterOf,
  memberId,
  memberOf,
  membersOf,
  silentMember,
  withStatus,
} from '../triage/cluster-evidence.js';

function table(evidence: ClusterEvidence, width: number): readonly string[] {
  const { columns, rows } = memberCells({ evidence, before: undefined, findings: judge(evidence) }, width);
  const all = [tableHeading(columns), ...rows.map((cells) => tableRow(columns, cells))];
  for (const row of all) assert.ok(rowWidth(row) <= width, `${rowText(row)} in ${width}`);
  return all.map((row) => rowText(row).trimEnd());
}

test('half of a 120-column screen holds all that the wireframe shows', () => {
  assert.deepEqual(table(clusterOf([memberOf(1), withStatus(2, { raftIndex: 31_204_116 })]), 56), [
    '  NAME  ROLE      VERSION      DB (IN USE)  QUOTA   LAG',
    '● m1    leader    3.6.16     412 MB (95 %)   19 %     –',
    '● m2    follower  3.6.16     412 MB (95 %)   19 %     2',
  ]);
});

test('columns are left out by their worth, and any width is kept', () => {
  const evidence = clusterOf([...membersOf(2), silentMember(3)]);
  for (let width = 10; width <= 140; width += 1) table(evidence, width);
  assert.match(table(evidence, 18)[0] ?? '', /NAME {2}ROLE/);
  assert.match(table(evidence, 110)[0] ?? '', /LATENCY.*TERM.*INDEX.*APPLIED/);
});

test('long names are cut, and leave room for role and size', () => {
  const long = memberOf(1, { name: 'etcd-master-1.eu-central-1.example.internal' });
  const [, row = ''] = table(clusterOf([long]), 56);
  assert.match(row, /^● etcd-master-1\.eu-cent… {2}leader/);
  assert.match(row, /412 MB/);
});

test('a member that does not answer is critical, one that was not asked is unknown', () => {
  const [, silent = ''] = table(clusterOf([silentMember(1), memberOf(2)]), 56);
  assert.match(silent, /^✖ m1 +silent +– +– +– +–$/);
  const [, untold = ''] = table(clusterOf([silentMember(1, 'not-permitted'), memberOf(2)]), 56);
  assert.match(untold, /^○ m1 +untold/);
});

test('a member has the sign of the worst that is said of it', () => {
  const alarms = [{ memberId: memberId(1), alarm: 'NOSPACE' }];
  const members = [withStatus(1, { alarms }), withStatus(2, { dbSize: 1_900e6 }), memberOf(3)];
  const findings = judge(clusterOf(members));
  assert.deepEqual(
    members.map((member) => memberSeverity(member, findings)),
    ['critical', 'warning', 'ok'],
  );
});

test('an assumed quota is marked, a large lag still fits', () => {
  const members = [
    withStatus(1, { quota: { kind: 'not-told' } }),
    withStatus(2, { raftIndex: 31_204_118 - 41_233, quota: { kind: 'none' } }),
  ];
  const [, one = '', two = ''] = table(clusterOf(members), 56);
  assert.match(one, /~19 %/);
  assert.match(two, / – +41k$/);
});

test('a role that changed since the look before is marked, sizes that change are not', () => {
  const led = (leader: number, dbSize: number) =>
    clusterOf([1, 2].map((each) => withStatus(each, { leader: memberId(leader), dbSize })));
  const evidence = led(2, 413e6);
  const { rows } = memberCells({ evidence, before: led(1, 412e6), findings: judge(evidence) }, 56);
  const tones = rows.map((cells) => cells.map(({ tone }) => tone));
  assert.deepEqual(tones, [
    ['ok', 'changed', undefined, undefined, 'plain', 'plain'],
    ['ok', 'changed', undefined, undefined, 'plain', 'dim'],
  ]);
});
