import type { RunEffect } from '../store/step.js';
import type { WatchEffect, WatchEvent } from '../store/watch.js';
import type { Services } from './services.js';

export const runWatchEffect: RunEffect<WatchEffect, WatchEvent, Services> = () => {};
