import type { Services } from './services.js';

/** Something that effects of one session share, made when it is first asked for. */
export function perSession<Shared extends object>(
  create: (services: Services) => Shared,
): (services: Services) => Shared {
  const made = new WeakMap<Services, Shared>();
  return (services) => {
    const existing = made.get(services);
    if (existing !== undefined) return existing;
    const fresh = create(services);
    made.set(services, fresh);
    return fresh;
  };
}
