import type * as etcd from '../../proto/generated/etcdserverpb.js';
import type { EtcdClient } from '../client/api.js';
import { EtcdError } from '../client/errors.js';
import { saysNothing } from '../triage/answers.js';
import type {
  Answer,
  CertificateEvidence,
  ClusterEvidence,
  DeadEndpoint,
  MemberEvidence,
  MemberStatus,
  Stranger,
  UnansweredReason,
} from '../triage/evidence.js';
import { extendHistory } from '../triage/history.js';
import { answerOf, answerTimeoutMs, askStatus, unanswered } from './members-status.js';

/** What one look may use. */
interface Look {
  readonly client: EtcdClient;
  readonly previous: ClusterEvidence | undefined;
  readonly nowMs: () => number;
  readonly signal: AbortSignal | undefined;
}

/** A member as the list has it, or as an endpoint is all we know of it. */
type Listed = Pick<MemberEvidence, 'id' | 'name' | 'clientUrls' | 'peerUrls' | 'isLearner'>;

/** Who answered at an endpoint, or why nobody did. */
interface EndpointAnswer {
  readonly endpoint: string;
  readonly status: Answer<MemberStatus>;
}

/**
 * Looks at the whole cluster once: the member list from any member, every member's own status asked in
 * parallel, one linearizable read. Takes at most about three times `answerTimeoutMs`, whoever is down, and
 * never rejects for what the cluster does. Nothing it asks writes, not even to the Raft log.
 */
export async function collectEvidence(
  client: EtcdClient,
  previous: ClusterEvidence | undefined,
  nowMs: () => number,
  signal?: AbortSignal,
): Promise<ClusterEvidence> {
  const look: Look = { client, previous, nowMs, signal };
  const lookedAtMs = nowMs();
  const reading = answerOf(readWithQuorum(look));
  const list = await listMembers(look);
  const listed = list.known ? list.value : (membersBefore(previous) ?? client.endpoints.map(knownByEndpoint));
  const { members, answers } = await askEveryone(look, listed);
  const answering = members.filter(({ status }) => status.known);
  const statuses = members.flatMap(({ status }) => (status.known ? [status.value] : []));
  return {
    lookedAtMs,
    durationMs: nowMs() - lookedAtMs,
    clusterId: statuses[0]?.clusterId ?? previous?.clusterId,
    membership: list.known ? { known: true, value: 'listed' } : list,
    members,
    strangers: list.known ? strangersAmong(answers, listed) : [],
    deadEndpoints: list.known ? deadAmong(answers, members) : [],
    cutOff: whyCutOff(look, answering),
    quorumRead: await orFromOthers(await reading, answering, (at) => readWithQuorum(look, at)),
    history: extendHistory(previous, { atMs: lookedAtMs, members }),
  };
}

function callOptions({ signal }: Look) {
  return { timeoutMs: answerTimeoutMs, anyCluster: true, ...(signal === undefined ? {} : { signal }) };
}

/** What a member says that is not there, or frozen: of the others it tells nothing. */
const triesOthers: ReadonlySet<UnansweredReason> = new Set(['unreachable', 'timeout']);

/** Nobody answers where we were told to ask, or is asked first: then the members that do are asked, all at once. */
async function orFromOthers<T>(
  answer: Answer<T>,
  others: readonly MemberEvidence[],
  ask: (at: { readonly endpoint: string }) => Promise<T>,
): Promise<Answer<T>> {
  if (answer.known || !triesOthers.has(answer.why.reason)) return answer;
  const endpoints = others.flatMap(({ endpoint }) => endpoint ?? []);
  const answers = await Promise.all(endpoints.map((endpoint) => answerOf(ask({ endpoint }))));
  return answers.find(({ known }) => known) ?? answers[0] ?? answer;
}

function whyCutOff(
  { client: { connection } }: Look,
  answering: readonly MemberEvidence[],
): string | undefined {
  return connection.kind === 'down' && answering.length > 0 ? connection.error.message : undefined;
}

/** Any member's own list: it needs no leader, so it is there when it is needed most. */
async function listMembers(look: Look): Promise<Answer<readonly Listed[]>> {
  const ask = (at = {}) =>
    look.client.cluster.memberList({ linearizable: false }, { ...callOptions(look), ...at });
  const before = look.previous?.members.filter(({ status }) => status.known) ?? [];
  const answer = await orFromOthers(await answerOf(ask()), before, ask);
  return answer.known ? { known: true, value: answer.value.members.map(fromList).toSorted(byName) } : answer;
}

function fromList(member: etcd.Member): Listed {
  const { id, name, clientURLs, peerURLs, isLearner } = member;
  return { id, name, clientUrls: clientURLs, peerUrls: peerURLs, isLearner };
}

/** etcd sorts by id, which says nothing to anybody; members without a name are at the end. */
function byName(one: Listed, other: Listed): number {
  if (one.name === '' || other.name === '') return Number(one.name === '') - Number(other.name === '');
  return one.name.localeCompare(other.name, 'en', { numeric: true });
}

function membersBefore(previous: ClusterEvidence | undefined): readonly Listed[] | undefined {
  return previous?.members.some(({ id }) => id !== undefined) === true ? previous.members : undefined;
}

function knownByEndpoint(endpoint: string): Listed {
  return { id: undefined, name: '', clientUrls: [endpoint], peerUrls: [], isLearner: false };
}

const healthKey = new TextEncoder().encode('health');

/**
 * The read `etcdctl endpoint health` makes. Being refused the key counts: etcd looks at permissions
 * after the quorum has confirmed the read.
 */
async function readWithQuorum(look: Look, at = {}): Promise<{ readonly latencyMs: number }> {
  const { client, nowMs } = look;
  const askedMs = nowMs();
  const options = { ...callOptions(look), unexplained: true, ...at };
  await client.kv.range({ key: healthKey, countOnly: true }, options).catch(ignoreRefusal);
  return { latencyMs: nowMs() - askedMs };
}

function ignoreRefusal(error: unknown): void {
  if (!(error instanceof EtcdError) || error.kind !== 'permission-denied') throw error;
}

async function askEveryone(
  look: Look,
  listed: readonly Listed[],
): Promise<{ readonly members: readonly MemberEvidence[]; readonly answers: readonly EndpointAnswer[] }> {
  const advertised = new Set(listed.flatMap(({ clientUrls }) => clientUrls.map(plainUrl)));
  const others = needsEndpoints(look)
    ? look.client.endpoints.filter((endpoint) => !advertised.has(plainUrl(endpoint)))
    : [];
  const asking = others.map((endpoint) => askEndpoint(look, endpoint));
  const members = await Promise.all(listed.map((member) => askMember(look, member, asking)));
  return { members, answers: await Promise.all(asking) };
}

/**
 * Endpoints we were given that no member advertises: asked at first, and for as long as they are the
 * only way to a member, answer for somebody else, or for nobody.
 */
function needsEndpoints({ previous }: Look): boolean {
  if (previous === undefined || previous.strangers.length + previous.deadEndpoints.length > 0) return true;
  return previous.members.some(({ route }) => route !== 'advertised');
}

async function askEndpoint(look: Look, endpoint: string): Promise<EndpointAnswer> {
  return { endpoint, status: await askStatus(look.client, endpoint, look.nowMs, look.signal) };
}

async function askMember(
  look: Look,
  listed: Listed,
  asking: readonly Promise<EndpointAnswer>[],
): Promise<MemberEvidence> {
  const urls = listed.clientUrls.filter((url) => mayBeAsked(look, url));
  const advertised = await Promise.all(urls.map((endpoint) => askEndpoint(look, endpoint)));
  const direct = advertised.find((answer) => isMember(answer, listed));
  const indirect = direct ?? (await Promise.all(asking)).find((answer) => isMember(answer, listed));
  const found = indirect ?? advertised[0];
  const route = direct !== undefined ? 'advertised' : indirect !== undefined ? 'configured' : 'none';
  const status = found === undefined ? notAsked(listed) : statusOf(found, route !== 'none');
  const endpoint = found?.endpoint;
  const before = look.previous?.members.find((member) => member.id !== undefined && member.id === listed.id);
  const id = listed.id ?? (status.known ? status.value.memberId : undefined);
  return {
    ...listed,
    id,
    isLearner: listed.isLearner || (listed.id === undefined && status.known && status.value.isLearner),
    endpoint,
    route,
    status,
    ...(await certificateOf(look, endpoint, isReached(status), before)),
  };
}

/** A refusal is an answer, too: the handshake before it showed the certificate. */
function isReached(status: Answer<MemberStatus>): boolean {
  return status.known || status.why.reason === 'not-permitted';
}

/** A loopback URL advertised by another host's member reaches our own: the id tells. */
function isMember({ status }: EndpointAnswer, { id }: Listed): boolean {
  return status.known && (id === undefined || status.value.memberId === id);
}

/** Who was told to use TLS must not have a password or a token sent in the clear. */
function mayBeAsked({ client }: Look, url: string): boolean {
  return isSecure(url) || !client.endpoints.some(isSecure);
}

function isSecure(url: string): boolean {
  return /^https:/i.test(url);
}

function notAsked({ name, clientUrls: [url] }: Listed): Answer<never> {
  if (url !== undefined) {
    return unanswered('not-asked', `it advertises ${url}, which is not asked: this connection uses TLS`);
  }
  return name === ''
    ? unanswered('not-started', 'it has no name and no client URL')
    : unanswered('not-asked', 'it advertises no client URL');
}

function statusOf({ endpoint, status }: EndpointAnswer, isTheMember: boolean): Answer<MemberStatus> {
  return status.known && !isTheMember
    ? unanswered('unreachable', `${endpoint} reaches another member from here`)
    : status;
}

/** A handshake now and then is enough: certificates live for months. */
const certificateAgeMaxMs = 10 * 60_000;

async function certificateOf(
  look: Look,
  endpoint: string | undefined,
  answers: boolean,
  before: MemberEvidence | undefined,
): Promise<Pick<MemberEvidence, 'certificate' | 'certificateAtMs'>> {
  const known = before === undefined || !before.certificate.known ? undefined : before;
  const ageMs = look.nowMs() - (known?.certificateAtMs ?? Number.NEGATIVE_INFINITY);
  if (known !== undefined && (!answers || (known.endpoint === endpoint && ageMs < certificateAgeMaxMs))) {
    return { certificate: known.certificate, certificateAtMs: known.certificateAtMs };
  }
  if (!answers || endpoint === undefined) {
    return { certificate: unanswered('not-asked', 'the member does not answer'), certificateAtMs: undefined };
  }
  return { certificate: await askCertificate(look, endpoint), certificateAtMs: look.nowMs() };
}

async function askCertificate(
  { client, signal }: Look,
  endpoint: string,
): Promise<Answer<CertificateEvidence | undefined>> {
  const timeout = AbortSignal.timeout(answerTimeoutMs);
  const either = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
  return answerOf(client.servedCertificate(endpoint, either));
}

function strangersAmong(answers: readonly EndpointAnswer[], listed: readonly Listed[]): readonly Stranger[] {
  const ids = new Set(listed.map(({ id }) => id));
  return answers.flatMap(({ endpoint, status }) =>
    status.known && !ids.has(status.value.memberId)
      ? [{ endpoint, clusterId: status.value.clusterId, memberId: status.value.memberId }]
      : [],
  );
}

/** While a member is silent, such an endpoint may be its own under another name: then the member is what to tell of. */
function deadAmong(
  answers: readonly EndpointAnswer[],
  members: readonly MemberEvidence[],
): readonly DeadEndpoint[] {
  if (!members.every(({ status }) => status.known)) return [];
  return answers.flatMap(({ endpoint, status }) =>
    status.known || saysNothing(status.why) ? [] : [{ endpoint, message: status.why.message }],
  );
}

/** For comparing: `http://10.0.0.1:2379/` and `HTTP://10.0.0.1:2379` are one place. */
function plainUrl(url: string): string {
  return url.toLowerCase().replace(/\/+$/, '');
}
