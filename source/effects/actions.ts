import type { ActionsEffect, ActionsEvent } from '../store/actions.js';
import type { RunEffect } from '../store/step.js';
import type { Services } from './services.js';

export const runActionsEffect: RunEffect<ActionsEffect, ActionsEvent, Services> = () => {};
