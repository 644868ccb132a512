import type { RunEffect } from '../store/step.js';
import type { TriageEffect, TriageEvent } from '../store/triage.js';
import type { Services } from './services.js';

export const runTriageEffect: RunEffect<TriageEffect, TriageEvent, Services> = () => {};
