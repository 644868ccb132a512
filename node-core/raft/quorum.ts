import { type Configuration, voterIds } from './configuration.js';
import type { NodeId } from './types.js';

export type VoteResult = 'won' | 'pending' | 'lost';

type Voters = ReadonlySet<NodeId>;

/** The highest index that a majority of voters (of both halves, when joint) has acknowledged. */
export function quorumIndex({ voters, outgoing }: Configuration, matchOf: (id: NodeId) => number): number {
  return Math.min(majorityIndex(voters, matchOf), majorityIndex(outgoing, matchOf));
}

/** The state of a vote; members that have not answered are not in `votes`. */
export function voteResult(
  { voters, outgoing }: Configuration,
  votes: ReadonlyMap<NodeId, boolean>,
): VoteResult {
  const results = [majorityVote(voters, votes), majorityVote(outgoing, votes)];
  if (results.includes('lost')) {
    return 'lost';
  }
  return results.includes('pending') ? 'pending' : 'won';
}

/** Whether `isActive` holds for a majority (of both halves, when joint). */
export function quorumActive(configuration: Configuration, isActive: (id: NodeId) => boolean): boolean {
  const votes = new Map(voterIds(configuration).map((id) => [id, isActive(id)]));
  return voteResult(configuration, votes) === 'won';
}

/** An empty half holds nothing back. */
function majorityIndex(voters: Voters, matchOf: (id: NodeId) => number): number {
  const ascending = [...voters].map(matchOf).sort((a, b) => a - b);
  return ascending[Math.ceil(ascending.length / 2) - 1] ?? Number.POSITIVE_INFINITY;
}

function majorityVote(voters: Voters, votes: ReadonlyMap<NodeId, boolean>): VoteResult {
  const quorum = Math.floor(voters.size / 2) + 1;
  const answers = [...voters].map((id) => votes.get(id));
  const granted = answers.filter((answer) => answer === true).length;
  const open = answers.filter((answer) => answer === undefined).length;
  if (voters.size === 0 || granted >= quorum) {
    return 'won';
  }
  return granted + open >= quorum ? 'pending' : 'lost';
}
