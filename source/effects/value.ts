import type { RunEffect } from '../store/step.js';
import type { ValueEffect, ValueEvent } from '../store/value.js';
import type { Services } from './services.js';

export const runValueEffect: RunEffect<ValueEffect, ValueEvent, Services> = () => {};
