import { safeText } from '../../presentation/text.js';
import { type Answering, answering, listed, memberLabel } from '../answers.js';
import type { ClusterEvidence } from '../evidence.js';
import { notJudged, type Verdict, well, wholeCluster } from '../finding.js';

interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

export function parseVersion(text: string): Version | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)/.exec(text);
  if (match === null) return undefined;
  const [, major, minor, patch] = match;
  return { major: Number(major), minor: Number(minor), patch: Number(patch) };
}

/** Releases that can lose or fork data, and where that ended (etcd's changelogs and postmortems). */
interface Defect {
  readonly minor: number;
  readonly firstPatch: number;
  readonly lastPatch: number;
  readonly what: string;
}

const defects: readonly Defect[] = [
  { minor: 5, firstPatch: 0, lastPatch: 2, what: 'members can diverge when one is killed under load' },
  {
    minor: 5,
    firstPatch: 0,
    lastPatch: 5,
    what: 'members can diverge when one is killed while it defragments',
  },
  { minor: 5, firstPatch: 5, lastPatch: 5, what: 'with auth on, an added member can diverge' },
  { minor: 4, firstPatch: 20, lastPatch: 21, what: 'with auth on, an added member can diverge' },
];

/** What is known to be wrong with a release; empty when nothing is. */
export function defectsOf(versionText: string): readonly string[] {
  const version = parseVersion(versionText);
  if (version?.major !== 3) return [];
  return defects
    .filter(
      ({ minor, firstPatch, lastPatch }) =>
        version.minor === minor && version.patch >= firstPatch && version.patch <= lastPatch,
    )
    .map(({ what }) => what);
}

/** The newest minor release of etcd 3 that gets no fixes any more, whatever is current today. */
const endOfLifeMinor = 4;

export function judgeVersions(evidence: ClusterEvidence): readonly Verdict[] {
  const all = answering(evidence);
  if (all.length === 0) return [notJudged('versions', 'no member told its status')];
  const verdicts = [...judgeSkew(all), ...all.flatMap(judgeDefects)];
  return verdicts.length > 0 ? verdicts : [judgeSame(all)];
}

function judgeSkew(all: readonly Answering[]): readonly Verdict[] {
  const unreadable = all.find(({ status }) => parseVersion(status.version) === undefined);
  if (unreadable !== undefined) {
    const name = memberLabel(unreadable.member);
    return [
      notJudged(`${name}: version`, `it says ${safeText(unreadable.status.version) || 'nothing'}`, '', name),
    ];
  }
  const minors = new Set(all.map(({ status }) => minorText(status.version)));
  if (minors.size < 2) return [];
  return [
    {
      severity: 'warning',
      subject: wholeCluster,
      title: `members run ${listed([...minors].sort())}`,
      why: 'an upgrade stands half-way: the cluster keeps to the oldest version, and stays harder to repair meanwhile',
      evidence: all
        .map(({ member, status }) => `${memberLabel(member)} ${safeText(status.version)}`)
        .join(', '),
      next: 'finish the upgrade one member at a time, each healthy before the next; never skip a minor version',
    },
  ];
}

function judgeDefects({ member, status }: Answering): readonly Verdict[] {
  const known = defectsOf(status.version);
  if (known.length === 0) return [];
  return [
    {
      severity: 'warning',
      subject: memberLabel(member),
      title: `${memberLabel(member)} runs ${safeText(status.version)}, which can corrupt data`,
      why: listed(known),
      evidence: `version ${safeText(status.version)}`,
      next: 'upgrade to the last patch release of the same minor version: 3.5.6 or later, 3.4.22 or later',
    },
  ];
}

function judgeSame(all: readonly Answering[]): Verdict {
  const versions = [...new Set(all.map(({ status }) => safeText(status.version)))].sort();
  const oldest = Math.min(...all.map(({ status }) => endOfLifeRank(status.version)));
  const support = oldest <= endOfLifeMinor ? ` (3.${oldest} gets no more fixes: plan an upgrade)` : '';
  return well(`version ${listed(versions)}${support}`);
}

function endOfLifeRank(versionText: string): number {
  const version = parseVersion(versionText);
  return version?.major === 3 ? version.minor : Number.POSITIVE_INFINITY;
}

function minorText(versionText: string): string {
  const version = parseVersion(versionText);
  return version === undefined ? '' : `${version.major}.${version.minor}`;
}
