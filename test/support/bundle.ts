import { fileURLToPath } from 'node:url';

/** The built program; `npm test` and `npm run bench` build it first. */
export const bundle = fileURLToPath(new URL('../../dist/etcdscope.mjs', import.meta.url));
