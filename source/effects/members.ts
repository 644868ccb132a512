import type { MembersEffect, MembersEvent } from '../store/members.js';
import type { RunEffect } from '../store/step.js';
import type { Services } from './services.js';

export const runMembersEffect: RunEffect<MembersEffect, MembersEvent, Services> = () => {};
