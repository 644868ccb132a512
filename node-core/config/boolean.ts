import { ConfigError } from './errors.js';

/** Go's spellings of a boolean. @throws ConfigError */
export function parseBoolean(source: string, text: string): boolean {
  if (['1', 't', 'true', 'T', 'TRUE', 'True'].includes(text)) {
    return true;
  }
  if (['0', 'f', 'false', 'F', 'FALSE', 'False'].includes(text)) {
    return false;
  }
  throw new ConfigError(`${source} must be true or false, not "${text}"`);
}
