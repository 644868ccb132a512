import { counted, hexId } from '../../presentation/quantities.js';
import { safeText } from '../../presentation/text.js';
import { answering, listed, memberLabel, saysNothing, whyUnknown } from '../answers.js';
import type {
  ClusterEvidence,
  DeadEndpoint,
  MemberEvidence,
  Stranger,
  Unanswered,
  UnansweredReason,
} from '../evidence.js';
import { notJudged, type Verdict, well, wholeCluster } from '../finding.js';

export function judgeMembersAnswer(evidence: ClusterEvidence): readonly Verdict[] {
  if (evidence.members.every(isUnreached)) return [nobodyAnswers(evidence)];
  const silent = evidence.members.flatMap((member) =>
    member.status.known ? [] : [judgeSilent(member, member.status.why)],
  );
  return silent.length > 0 ? silent : [well(`${counted(evidence.members.length, 'member')} answering`)];
}

function isUnreached({ status }: MemberEvidence): boolean {
  return !status.known && !saysNothing(status.why);
}

/** From here a cluster that is down and a network that is down look the same: the title says no more. */
function nobodyAnswers({ members }: ClusterEvidence): Verdict {
  const isTls = members.every(({ status }) => !status.known && status.why.reason === 'tls');
  if (isTls && members.length > 0) return nobodyTrusted(members);
  return {
    severity: 'critical',
    subject: wholeCluster,
    title: 'no member answers',
    why: 'nothing can be read or written from here',
    evidence: reasonsOf(members) || 'no member is known',
    next: 'on a member’s host: systemctl status etcd, or crictl ps -a --name etcd; then the network to it',
  };
}

/** Each once. */
function reasonsOf(members: ClusterEvidence['members']): string {
  return [...new Set(members.map(({ status }) => whyUnknown(status)?.replace(/\.$/u, '')))].join('; ');
}

/** They run: what is wrong is a certificate, or the address that one looks for it at. */
function nobodyTrusted(members: ClusterEvidence['members']): Verdict {
  return {
    severity: 'critical',
    subject: wholeCluster,
    title: 'no TLS connection comes about',
    why: 'the members may be well, but nothing can be read or written from here',
    evidence: reasonsOf(members),
    next: 'see who changed which certificate; files that are put right are read again, others need a new start',
  };
}

function judgeSilent(member: MemberEvidence, why: Unanswered): Verdict {
  const name = memberLabel(member);
  const message = safeText(why.message);
  if (why.reason === 'not-started' && member.id !== undefined) return notStarted(member, hexId(member.id));
  if (saysNothing(why)) return notJudged(`${name}: status`, message, askedAs[why.reason] ?? '', name);
  return {
    severity: 'warning',
    subject: name,
    title: `${name} does not answer`,
    why: member.isLearner
      ? 'a learner that is down cannot catch up'
      : 'it counts for the quorum whether it runs or not',
    evidence: message,
    next: `on its host: systemctl status etcd, or crictl ps -a --name etcd; then its log`,
  };
}

const askedAs: Readonly<Partial<Record<UnansweredReason, string>>> = {
  'not-permitted':
    'start with --user NAME of a user that may ask; the password is asked for, or read from --password-file',
  'not-asked': 'name an endpoint that reaches it, see --endpoints',
};

function notStarted(member: MemberEvidence, id: string): Verdict {
  const peer = safeText(member.peerUrls[0] ?? 'an unknown peer URL');
  return {
    severity: 'warning',
    subject: memberLabel(member),
    title: `never started: the member added for ${peer}`,
    why: member.isLearner
      ? 'it takes the place of a learner that works'
      : 'it counts for the quorum already, so one failure less is survived',
    evidence: `member ${id} has no name and no client URL`,
    next: `start it with --initial-cluster-state=existing, or take it out: etcdctl member remove ${id}`,
  };
}

export function judgeMemberErrors(evidence: ClusterEvidence): readonly Verdict[] {
  const all = answering(evidence);
  if (all.length === 0) return [notJudged('members’ own errors', 'no member told its status')];
  const complaints = all.flatMap(({ member, status }) =>
    status.errors.map(
      (error): Verdict => ({
        severity: 'warning',
        subject: memberLabel(member),
        title: `${memberLabel(member)} reports: ${safeText(error)}`,
        why: 'the member itself says that something is wrong',
        evidence: 'errors in its status',
        next: `read the log of ${memberLabel(member)}`,
      }),
    ),
  );
  return complaints.length > 0 ? complaints : [well('no errors in status')];
}

export function judgeEndpoints(evidence: ClusterEvidence): readonly Verdict[] {
  const strange = evidence.strangers.map((stranger) => judgeStranger(stranger, evidence.clusterId));
  const dead = evidence.deadEndpoints.map(judgeDead);
  const cutOff = evidence.cutOff === undefined ? [] : [judgeCutOff(evidence, evidence.cutOff)];
  const bad = [...cutOff, ...strange, ...dead];
  if (bad.length > 0) return bad;
  const indirect = evidence.members.filter(({ route }) => route === 'configured');
  if (indirect.length > 0) return indirect.map(askedElsewhere);
  return answering(evidence).length === 0
    ? [notJudged('endpoints', 'no member told its status')]
    : [well('endpoints of one cluster')];
}

/** Keys and watches go to the endpoints that were given, and to no other. */
function judgeCutOff(evidence: ClusterEvidence, message: string): Verdict {
  const others = answering(evidence).map(({ member }) => member);
  const urls = others.flatMap(({ endpoint }) => (endpoint === undefined ? [] : [safeText(endpoint)]));
  return {
    severity: 'warning',
    subject: wholeCluster,
    title: `no given endpoint answers, but ${listed(others.map(memberLabel))}`,
    why: 'keys and watches are asked for at the endpoints that were given: they stand still, while the cluster may be well',
    evidence: safeText(message),
    next: `start again with --endpoints ${urls.join(',')}`,
  };
}

function judgeStranger(stranger: Stranger, clusterId: bigint | undefined): Verdict {
  const endpoint = safeText(stranger.endpoint);
  const otherCluster = stranger.clusterId !== clusterId;
  return {
    severity: 'critical',
    subject: wholeCluster,
    title: otherCluster
      ? `${endpoint} belongs to another cluster`
      : `${endpoint} answers for a member that is not in the list`,
    why: otherCluster
      ? 'clients given these endpoints read and write two different databases'
      : 'a removed member goes on serving old data to clients that still use it',
    evidence: `cluster ${hexId(stranger.clusterId)}, member ${hexId(stranger.memberId)}; this cluster is ${hexId(clusterId ?? 0n)}`,
    next: `take ${endpoint} out of the clients’ endpoints`,
  };
}

function judgeDead({ endpoint: url, message }: DeadEndpoint): Verdict {
  const endpoint = safeText(url);
  return {
    severity: 'warning',
    subject: wholeCluster,
    title: `dead endpoint ${endpoint}`,
    why: 'clients given these endpoints lose time there, and have one less to go to than it seems',
    evidence: `no member advertises it; ${safeText(message)}`,
    next: `correct ${endpoint}, or take it out of the endpoints`,
  };
}

function askedElsewhere(member: MemberEvidence): Verdict {
  const name = memberLabel(member);
  const why =
    member.clientUrls.length === 0
      ? 'it advertises no client URL'
      : 'its advertised URL cannot be reached from here';
  return well(`${name} is asked at ${safeText(member.endpoint ?? '')}: ${why}`, name);
}
