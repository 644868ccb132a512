import { AlarmMember, AlarmType } from '../../proto/generated/etcdserverpb.js';
import type { Backend } from '../backend/types.js';

const noValue = new Uint8Array(0);

/** Raised alarms, one per member and type, as the `alarm` bucket holds them (the message is the key). */
export class AlarmStore {
  readonly #backend: Backend;
  readonly #alarms = new Map<string, AlarmMember>();

  constructor(backend: Backend) {
    this.#backend = backend;
    for (const { key } of backend.range('alarm', {})) {
      const alarm = AlarmMember.decode(key);
      this.#alarms.set(identity(alarm), alarm);
    }
  }

  /** @returns the alarm, also when it was raised before. */
  activate(alarm: AlarmMember): AlarmMember {
    const raised = this.#alarms.get(identity(alarm));
    if (raised !== undefined) {
      return raised;
    }
    this.#alarms.set(identity(alarm), alarm);
    this.#backend.put('alarm', AlarmMember.encode(alarm), noValue);
    return alarm;
  }

  /** @returns undefined when there was no such alarm. */
  deactivate(alarm: AlarmMember): AlarmMember | undefined {
    const raised = this.#alarms.get(identity(alarm));
    if (raised !== undefined) {
      this.#alarms.delete(identity(alarm));
      this.#backend.delete('alarm', AlarmMember.encode(raised));
    }
    return raised;
  }

  /** Alarms of one type; of every type for `NONE`. */
  list(type: AlarmType): AlarmMember[] {
    return [...this.#alarms.values()].filter((alarm) => type === AlarmType.NONE || alarm.alarm === type);
  }

  /** Asked for every write, so it makes no list. */
  isActive(type: AlarmType): boolean {
    for (const { alarm } of this.#alarms.values()) {
      if (alarm === type) {
        return true;
      }
    }
    return false;
  }
}

function identity(alarm: AlarmMember): string {
  return `${alarm.alarm}/${alarm.memberID}`;
}
