import type { KeysEffect, KeysEvent } from '../store/keys.js';
import type { RunEffect } from '../store/step.js';
import type { Services } from './services.js';

export const runKeysEffect: RunEffect<KeysEffect, KeysEvent, Services> = () => {};
