import type { MembersEvent, MembersState } from '../../store/members.js';
import type { Pane } from '../pane.js';

export const membersPane: Pane<MembersState, MembersEvent> = {
  id: 'members',
  name: 'Members',
  bindings: [],
  view: () => ({ title: [], lines: [] }),
  typing: () => null,
};
