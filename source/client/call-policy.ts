/** How a call may be treated when things go wrong. */
export interface CallPolicy {
  /** What it does, for messages: `put`, `member list`. */
  readonly verb: string;
  /** Asking twice does no harm: it may be asked again elsewhere when its outcome is unknown. */
  readonly repeatable: boolean;
  /** Refused at once by a member without a leader, instead of waiting there; etcd does nothing with it then. */
  readonly needsLeader: boolean;
  /** Every etcd v3 has it: a server without it is something else. */
  readonly inEveryEtcd?: boolean;
}

/** Needs a quorum, changes nothing. */
export const quorumRead = (verb: string): CallPolicy => ({ verb, repeatable: true, needsLeader: true });

/** Answered by the asked member alone, changes nothing. */
export const localRead = (verb: string): CallPolicy => ({ verb, repeatable: true, needsLeader: false });

/** Goes through the leader and changes the cluster. */
export const write = (verb: string): CallPolicy => ({ verb, repeatable: false, needsLeader: true });

/** Changes the asked member alone. */
export const localWrite = (verb: string): CallPolicy => ({ verb, repeatable: false, needsLeader: false });
