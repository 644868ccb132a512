import type { Intent } from './intent.js';
import type { SessionEvent } from './session.js';
import { type Reduce, step } from './step.js';
import { type ClusterSummary, unknownCluster } from './summary.js';

export type MembersState = Readonly<Record<never, never>>;

export type MembersEvent = SessionEvent | Extract<Intent, { type: 'refresh-members' }>;

export type MembersEffect = never;

export const initialMembers: MembersState = {};

export const reduceMembers: Reduce<MembersState, MembersEvent, MembersEffect> = (state) => step(state);

/** The line at the top of the screen. */
export const summarizeMembers = (_state: MembersState): ClusterSummary => unknownCluster;
