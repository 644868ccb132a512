import type { MembersEffect, MembersEvent } from '../store/members.js';
import type { RunEffect } from '../store/step.js';
import { withCertificateFiles } from './certificate-files.js';
import { collectEvidence } from './members-evidence.js';
import type { Services } from './services.js';

export const runMembersEffect: RunEffect<MembersEffect, MembersEvent, Services> = (
  { previous },
  services,
  dispatch,
) => {
  void look();
  async function look(): Promise<void> {
    const evidence = await collectEvidence(
      services.client,
      previous,
      () => services.nowMs(),
      services.signal,
    );
    const all = await withCertificateFiles(evidence, previous, services.readCertificates);
    if (!services.signal.aborted) dispatch({ type: 'looked', evidence: all, nowMs: services.nowMs() });
  }
};
