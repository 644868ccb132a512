import { counted } from '../../presentation/quantities.js';
import { answering, quorumSize, saysNothing, voters, whyUnknown } from '../answers.js';
import type { ClusterEvidence, MemberEvidence } from '../evidence.js';
import { notJudged, type Verdict, well, wholeCluster } from '../finding.js';

/** How many voters there are, how many answer, and how many more may fail. */
interface Margin {
  readonly voters: number;
  readonly answer: number;
  readonly needed: number;
  /** Negative: fewer answer than a quorum. */
  readonly spare: number;
  /** Voters that could not be asked, and may be well. */
  readonly untold: number;
}

export function marginOf(evidence: ClusterEvidence): Margin {
  const all = voters(evidence);
  const answer = all.filter((member) => member.status.known).length;
  const needed = quorumSize(all.length);
  const untold = all.filter(({ status }) => !status.known && saysNothing(status.why)).length;
  return { voters: all.length, answer, needed, spare: answer - needed, untold };
}

/** Judged by a linearizable read first: it needs a quorum, whatever can be reached from here. */
export function judgeQuorum(evidence: ClusterEvidence): readonly Verdict[] {
  const { membership, quorumRead } = evidence;
  const margin = marginOf(evidence);
  if (answering(evidence).length === 0 && !quorumRead.known) {
    return [notJudged('quorum', `no member told its status; ${whyUnknown(quorumRead)}`)];
  }
  if (!quorumRead.known && cannotServe.has(quorumRead.why.reason)) {
    return [readsFail(margin, whyUnknown(quorumRead) ?? '')];
  }
  if (!membership.known) {
    return [notJudged('quorum margin', `the members are not known: ${whyUnknown(membership)}`)];
  }
  return [quorumRead.known ? judgeWorking(margin) : judgeByCount(margin, whyUnknown(quorumRead) ?? '')];
}

const cannotServe: ReadonlySet<string> = new Set(['no-leader', 'timeout', 'unreachable', 'failed']);

function readsFail(margin: Margin, message: string): Verdict {
  return {
    severity: 'critical',
    subject: wholeCluster,
    title: margin.spare < 0 ? 'quorum is lost' : 'linearizable reads are not answered',
    why: 'what needs a quorum does not work: every write, and every read that must be up to date',
    evidence: `${answers(margin)}; ${message}`,
    next: 'start the members that are down, one after the other; never remove members while quorum is lost',
  };
}

function judgeWorking(margin: Margin): Verdict {
  if (margin.spare < 0) {
    return notJudged(
      'quorum margin',
      `linearizable reads work, yet ${answers(margin)}: members that cannot be reached from here are alive`,
      'run etcdscope where every client URL can be reached',
    );
  }
  return judgeSpare(margin);
}

function judgeByCount(margin: Margin, message: string): Verdict {
  return margin.spare + margin.untold < 0 ? readsFail(margin, message) : judgeSpare(margin);
}

function judgeSpare(margin: Margin): Verdict {
  if (margin.untold > 0) {
    return notJudged('quorum margin', `${counted(margin.untold, 'voting member')} could not be asked`);
  }
  const missing = margin.voters - margin.answer;
  if (missing === 0 || margin.spare > 0) {
    return well(`quorum ${margin.answer}/${margin.voters}, survives ${counted(margin.spare, 'failure')}`);
  }
  return {
    severity: 'warning',
    subject: wholeCluster,
    title: 'the next failure stops the cluster',
    why: 'a quorum is just there; when one more member fails nothing can be written',
    evidence: answers(margin),
    next: 'bring the missing member back before anything else; restart, defragment and upgrade nothing until then',
  };
}

function answers(margin: Margin): string {
  return `${margin.answer} of ${counted(margin.voters, 'voting member')} answer, ${margin.needed} are needed`;
}

export function judgeMemberCount(evidence: ClusterEvidence): readonly Verdict[] {
  if (!evidence.membership.known) {
    return [notJudged('member count', whyUnknown(evidence.membership) ?? '')];
  }
  const all = voters(evidence);
  if (all.length === 1) return [judgeSingle(all)];
  if (all.length % 2 === 1) return [well(counted(all.length, 'voting member'))];
  const survives = all.length - quorumSize(all.length);
  return [
    {
      severity: 'warning',
      subject: wholeCluster,
      title: `an even number of voting members: ${all.length}`,
      why: `${all.length} members survive ${counted(survives, 'failure')}, no more than ${all.length - 1} would, and there is one more that can fail`,
      evidence: `a quorum of ${all.length} is ${quorumSize(all.length)}`,
      next: `add a member as a learner and promote it, or remove one when all are healthy`,
    },
  ];
}

function judgeSingle(all: readonly MemberEvidence[]): Verdict {
  if (all.every(servesThisHostOnly)) return well('a single member, for clients on its own host only');
  return {
    severity: 'warning',
    subject: wholeCluster,
    title: 'a single member: no failure is survived',
    why: 'when its disk or host fails, the snapshots are all that is left',
    evidence: '1 voting member, and it serves other hosts',
    next: 'take snapshots and keep them elsewhere; for a cluster that must stay up, run three members',
  };
}

const loopback = /^https?:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?\/?$/i;

function servesThisHostOnly(member: MemberEvidence): boolean {
  return member.clientUrls.length > 0 && member.clientUrls.every((url) => loopback.test(url));
}
