import { ConnectionError } from '../connection-error.js';

/** undefined when the file that is read does not exist; every other problem stays one. */
export async function ifThere<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof ConnectionError && error.fault === 'missing') {
      return undefined;
    }
    throw error;
  }
}
