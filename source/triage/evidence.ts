/**
 * What is known about a cluster at one moment, and what could not be found out and why. Rules judge
 * only this; nothing in it is guessed. Names, URLs, versions and messages come from the cluster and
 * are hostile text: escape them before they reach a terminal.
 */
export interface ClusterEvidence {
  /** Wall time the look began, in milliseconds. */
  readonly lookedAtMs: number;
  readonly durationMs: number;
  /** From the first answer; undefined when no member answered. */
  readonly clusterId: bigint | undefined;
  /** How `members` is known. When it is not, they stand as last listed, or as the endpoints answer. */
  readonly membership: Answer<'listed'>;
  readonly members: readonly MemberEvidence[];
  /** Endpoints that answered for something that is not a member of this cluster. */
  readonly strangers: readonly Stranger[];
  /** Endpoints we were given that no member advertises and nobody answers at, while every member answers elsewhere. */
  readonly deadEndpoints: readonly DeadEndpoint[];
  /** Why none of the endpoints we were given answers, one sentence, where members do elsewhere. */
  readonly cutOff?: string | undefined;
  /** A linearizable read, which only a leader with a quorum behind it can serve. */
  readonly quorumRead: Answer<{ readonly latencyMs: number }>;
  readonly history: ClusterHistory;
  /** The certificate files of this host, where they led to the cluster. */
  readonly certificateFiles?: (CertificateFilesEvidence & { readonly readAtMs: number }) | undefined;
}

/** An answer, or why there is none. */
export type Answer<T> =
  | { readonly known: true; readonly value: T }
  | { readonly known: false; readonly why: Unanswered };

export interface Unanswered {
  readonly reason: UnansweredReason;
  /** One sentence. */
  readonly message: string;
}

export type UnansweredReason =
  /** Nothing listens there, or the network does not carry it. */
  | 'unreachable'
  /** It did not answer in the time it was given. */
  | 'timeout'
  | 'tls'
  | 'no-leader'
  /** Who we are may not ask this. */
  | 'not-permitted'
  /** The server does not know the question. */
  | 'not-supported'
  /** Nobody was asked, as there was no way that may be used. */
  | 'not-asked'
  /** The member was added and has never told its name. */
  | 'not-started'
  | 'failed';

export interface MemberEvidence {
  /** undefined only when there is no member list and the endpoint did not answer. */
  readonly id: bigint | undefined;
  /** Empty for a member that was added and has not started. */
  readonly name: string;
  readonly clientUrls: readonly string[];
  readonly peerUrls: readonly string[];
  readonly isLearner: boolean;
  /** Where the member was last asked, answered or not. */
  readonly endpoint: string | undefined;
  /** `configured`: its advertised URLs cannot be reached from here, an endpoint we were given can. */
  readonly route: 'advertised' | 'configured' | 'none';
  readonly status: Answer<MemberStatus>;
  /** What the TLS handshake showed; the value is undefined on a connection without TLS. */
  readonly certificate: Answer<CertificateEvidence | undefined>;
  /** Wall time of that handshake; undefined when there was none yet. */
  readonly certificateAtMs: number | undefined;
}

/** A member's own account of itself. */
export interface MemberStatus {
  readonly clusterId: bigint;
  readonly memberId: bigint;
  /** Wall time of the answer, in milliseconds; members are not read at one instant. */
  readonly answeredAtMs: number;
  readonly latencyMs: number;
  readonly version: string;
  readonly revision: number;
  /** The leader as this member sees it; undefined when it sees none. */
  readonly leader: bigint | undefined;
  readonly term: number;
  /** The last log index this member knows to be committed. */
  readonly raftIndex: number;
  readonly appliedIndex: number;
  /** The backend file, in bytes. */
  readonly dbSize: number;
  /** The part of it that holds data, in bytes; undefined when the server does not say. */
  readonly dbSizeInUse: number | undefined;
  readonly quota: QuotaEvidence;
  readonly isLearner: boolean;
  readonly alarms: readonly AlarmEvidence[];
  /** What the member complains about, besides alarms and a missing leader. */
  readonly errors: readonly string[];
}

export type QuotaEvidence =
  | { readonly kind: 'told'; readonly bytes: number }
  /** The member was started without a quota. */
  | { readonly kind: 'none' }
  /** Servers before 3.6 do not say. */
  | { readonly kind: 'not-told' };

export interface AlarmEvidence {
  /** 0: of no member. etcd raises CORRUPT so when no majority of members holds the same data. */
  readonly memberId: bigint;
  /** `NOSPACE`, `CORRUPT`, or what a newer server calls it. */
  readonly alarm: string;
}

/** As served on the client port; wall milliseconds. */
export interface CertificateEvidence {
  readonly subject: string;
  readonly validFromMs: number;
  readonly validToMs: number;
}

/** What this host's etcd and its clients have in files. */
export interface CertificateFilesEvidence {
  readonly certificates: readonly DiskCertificateEvidence[];
  readonly problems: readonly {
    readonly path: string;
    /** What is wrong and what mends it. */
    readonly sentence: string;
    /** This user may not read it. */
    readonly isForbidden: boolean;
  }[];
}

/** A certificate in a file; wall milliseconds. */
export interface DiskCertificateEvidence {
  readonly path: string;
  readonly subject: string;
  readonly validFromMs: number;
  readonly validToMs: number;
  /** A command line that makes a new one. */
  readonly renewal?: string | undefined;
}

export interface Stranger {
  readonly endpoint: string;
  readonly clusterId: bigint;
  readonly memberId: bigint;
}

export interface DeadEndpoint {
  readonly endpoint: string;
  /** Why there is no answer, one sentence. */
  readonly message: string;
}

/** What was seen over the looks so far; every list is bounded, oldest first. */
export interface ClusterHistory {
  /** Wall time of the first look. */
  readonly sinceMs: number;
  readonly looks: number;
  /** The leader last seen and since when it is seen; undefined until one was seen. */
  readonly leader: LeaderSeen | undefined;
  readonly leaderChanges: readonly LeaderChange[];
  readonly memberChanges: readonly MemberChange[];
  readonly samples: readonly Sample[];
}

export interface LeaderSeen {
  readonly id: bigint;
  readonly term: number;
  readonly sinceMs: number;
}

export interface LeaderChange {
  readonly atMs: number;
  readonly from: bigint;
  readonly to: bigint;
  /** Terms that passed: 1 for a single election, more when votes were split or leaders fell. */
  readonly terms: number;
}

export interface MemberChange {
  readonly atMs: number;
  readonly name: string;
  readonly what: 'lost' | 'back' | 'added' | 'started' | 'removed';
}

/** Figures of one look. */
export interface Sample {
  readonly atMs: number;
  /** The newest revision any member told. */
  readonly revision: number;
  readonly members: readonly MemberSample[];
}

export interface MemberSample {
  readonly id: bigint;
  readonly atMs: number;
  readonly raftIndex: number;
  readonly dbSize: number;
}
